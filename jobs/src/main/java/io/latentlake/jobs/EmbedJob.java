package io.latentlake.jobs;

import io.latentlake.infer.InputFingerprint;
import io.latentlake.model.NativeMemory;
import io.latentlake.score.EmbedOptions;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.TableKey;
import org.apache.spark.sql.SparkSession;

/**
 * Embeds every image: reads the {@code images} table and a model package, writes the {@code
 * embeddings} table. Keeps rows of the previous run that are still valid. Then, if asked for, finds
 * the nearest training images and the cluster of every embedded image, and writes the {@code
 * neighbours} and {@code clusters} tables.
 *
 * <pre>deploy/latentlake embed --config conf/tiles.yaml</pre>
 */
public final class EmbedJob implements Job {
  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    InferenceInput input = InferenceInput.open(spark, options);
    input.store().requireReplaceable(key(options), EmbeddingsTable.SCHEMA);
    JobPlan plan =
        input
            .plan(options.embed().rows(), options.embed().count(), memory(input, options))
            .writes(EmbeddingsTable.NAME, options.place(EmbeddingsTable.NAME));
    plan = inference(input, options).noted(plan, input, options.embed().full());
    if (options.embed().neighbours() > 0) {
      plan = new NeighbourRun(input).noted(plan);
    }
    return options.embed().clusters() > 0 ? new ClusterRun(input).noted(plan) : plan;
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    EmbedOptions embed = options.embed();
    InferenceInput input = InferenceInput.open(spark, options);
    SelectedImages selected = input.select(embed.rows(), embed.count(), embed.full(), run);
    NeighbourRun neighbours = new NeighbourRun(input);
    if (embed.neighbours() > 0) {
      neighbours.requireTraining(selected);
    }
    JobResult result = input.write(inference(input, options), selected, run);
    if (embed.neighbours() > 0) {
      result = result.wrote(neighbours.write(run));
    } else {
      input.retireEarlier(neighbours.key(), run);
    }
    ClusterRun clusters = new ClusterRun(input);
    if (embed.clusters() > 0) {
      return result.wrote(clusters.write(run));
    }
    input.retireEarlier(clusters.key(), run);
    return result;
  }

  private static InferenceRun inference(InferenceInput input, PipelineOptions options) {
    return new InferenceRun(
        "embed",
        key(options),
        EmbeddingsTable.SCHEMA,
        InputFingerprint.embed(input.model()),
        pass -> pass.embed(options.embed()));
  }

  private static TableKey key(PipelineOptions options) {
    return EmbeddingsTable.key(options.data().id(), options.model().id());
  }

  private static NativeMemoryCheck memory(InferenceInput input, PipelineOptions options) {
    return new NativeMemoryCheck(
        input.memory(NativeMemory::ofScoring),
        Math.min(options.embed().minibatch(), input.model().mostImages()),
        "embed.minibatch",
        0);
  }
}
