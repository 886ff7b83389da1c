package io.latentlake.jobs;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ingest.Ingest;
import io.latentlake.image.ingest.IngestResult;
import io.latentlake.image.ingest.InvalidSourceException;
import io.latentlake.image.ingest.ManifestFiles;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import io.latentlake.table.TableStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Ingests images: reads files or tables of images, writes the {@code images} and {@code rejects}
 * tables. Run again into the same {@code data.id}, it decodes only new and changed images.
 *
 * <pre>deploy/latentlake ingest --config conf/mnist-vae.yaml --set data.path=/data/mnist</pre>
 */
public final class IngestJob implements Job {
  private static final String FILES = "files";

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    Ingest ingest = ingest(spark, options);
    Optional<String> nested =
        SeparateOutput.fault(spark.sparkContext().hadoopConfiguration(), options);
    if (nested.isPresent() && ingest.manifest().filter(ManifestFiles::apart).isEmpty()) {
      throw new InvalidSourceException(nested.get());
    }
    TableStore store = store(spark, options);
    DataOptions data = options.data();
    JobPlan plan =
        JobPlan.empty()
            .reads(FILES, data.path().orElseThrow())
            .writes(ImagesTable.NAME, options.place(ImagesTable.NAME))
            .writes(RejectsTable.NAME, options.place(RejectsTable.NAME));
    return store
        .latest(ImagesTable.key(data.id()))
        .map(
            before ->
                plan.note(
                    before.rows()
                        + " images exist already; unchanged ones are copied, not decoded"))
        .orElse(plan.note("every file is listed and decoded"));
  }

  @Override
  public List<String> preview(SparkSession spark, PipelineOptions options) {
    return ingest(spark, options).understood();
  }

  @Override
  public PlaceListing listing(SparkSession spark, PipelineOptions options, JobPlan.Place place)
      throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Optional<ManifestFiles> manifest = ingest(spark, options).manifest();
    return manifest.isPresent()
        ? PlaceListing.ofManifest(hadoop, place.uri(), manifest.get())
        : PlaceListing.ofImages(hadoop, place.uri());
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    IngestResult result = ingest(spark, options).run(run.runId(), run.progress());
    List<String> warnings = IngestWarnings.of(result, options.data());
    warnings.forEach(warning -> run.progress().say("ingest: " + warning));
    return JobResult.of(run)
        .read("items", result.items())
        .wrote(result.images())
        .wrote(result.rejects())
        .detail("shape", result.shape().toString())
        .detail("images_by_split", result.imagesBySplit())
        .detail("rejects_by_reason", result.rejectsByReason())
        .detail("system_files", result.systemFiles())
        .detail("sixteen_bit_reduced", result.sixteenBitReduced())
        .detail("images_by_note", result.imagesByNote())
        .detail("masks", result.masks())
        .detail("masks_empty", result.emptyMasks())
        .detail("masks_full", result.fullMasks())
        .detail("masks_doubtful", result.doubtfulMasks())
        .detail("warnings", warnings)
        .detail("new", result.added())
        .detail("changed", result.changed())
        .detail("unchanged", result.unchanged())
        .detail("retried", result.retried())
        .detail("removed", result.removed())
        .detail("data_fingerprint", result.fingerprint());
  }

  private static Ingest ingest(SparkSession spark, PipelineOptions options) {
    return Ingest.of(spark, store(spark, options), options.data(), options.seed());
  }

  private static TableStore store(SparkSession spark, PipelineOptions options) {
    return new TableStore(spark, options.output().path());
  }
}
