package io.latentlake.jobs;

import io.latentlake.infer.InputFingerprint;
import io.latentlake.model.NativeMemory;
import io.latentlake.score.EmbedOptions;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.TableKey;
import org.apache.spark.sql.SparkSession;

/**
 * Embeds every image: reads the {@code images} table and a model package, writes the {@code
 * embeddings} table. Keeps rows of the previous run that are still valid. Then, if neighbours are
 * asked for, finds those of every embedded image and writes the {@code neighbours} table.
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
    return options.embed().neighbours() == 0 ? plan : new NeighbourRun(input).noted(plan);
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    EmbedOptions embed = options.embed();
    InferenceInput input = InferenceInput.open(spark, options);
    SelectedImages selected = input.select(embed.rows(), embed.count(), embed.full(), run);
    if (embed.neighbours() == 0) {
      return input.write(inference(input, options), selected, run);
    }
    NeighbourRun neighbours = new NeighbourRun(input);
    neighbours.requireTraining(selected);
    JobResult embedded = input.write(inference(input, options), selected, run);
    return embedded.wrote(neighbours.write(run));
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
