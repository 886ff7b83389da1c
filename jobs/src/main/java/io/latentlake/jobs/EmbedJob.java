package io.latentlake.jobs;

import io.latentlake.model.NativeMemory;
import io.latentlake.score.EmbedOptions;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.WrittenRun;
import org.apache.spark.sql.SparkSession;

/**
 * Embeds every image: reads the {@code images} table and a model package, writes the {@code
 * embeddings} table.
 *
 * <pre>deploy/latentlake embed --config conf/tiles.yaml</pre>
 */
public final class EmbedJob implements Job {
  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    InferenceInput input = InferenceInput.open(spark, options);
    input.store().requireReplaceable(key(options), EmbeddingsTable.SCHEMA);
    return input
        .plan(options.embed().rows(), options.embed().count(), memory(input, options))
        .writes(EmbeddingsTable.NAME, options.output().path() + "/" + EmbeddingsTable.NAME);
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    EmbedOptions embed = options.embed();
    InferenceInput input = InferenceInput.open(spark, options);
    InferenceRun inference = InferenceRun.of(input, embed.rows(), embed.count(), run);
    WrittenRun written = inference.write("embed", key(options), pass -> pass.embed(embed));
    return JobResult.of(run).read(ImagesTable.NAME, inference.count()).wrote(written);
  }

  private static TableKey key(PipelineOptions options) {
    return EmbeddingsTable.key(options.data().id(), options.model().id());
  }

  private static NativeMemoryCheck memory(InferenceInput input, PipelineOptions options) {
    return new NativeMemoryCheck(
        input.memory(NativeMemory::ofScoring), options.embed().minibatch(), "embed.minibatch", 0);
  }
}
