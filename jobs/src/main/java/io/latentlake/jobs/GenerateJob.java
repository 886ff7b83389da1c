package io.latentlake.jobs;

import io.latentlake.image.synthetic.SyntheticImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.SparkSession;

/**
 * Draws synthetic images with known ground truth and writes them as PNG files.
 *
 * <pre>deploy/latentlake generate --config conf/sample-data.yaml --set generate.path=/data/tiles
 * </pre>
 */
public final class GenerateJob implements Job {
  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    SyntheticImages images = new SyntheticImages(options.generate(), options.seed());
    try {
      images.requireWritable(spark.sparkContext().hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException("listing generate.path failed", e);
    }
    JobPlan plan = JobPlan.empty();
    for (SyntheticImages.Written dataset : images.planned()) {
      plan =
          plan.writes("files", dataset.folder())
              .note(dataset.images() + " images in " + dataset.files() + " files");
    }
    return plan;
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    SyntheticImages images = new SyntheticImages(options.generate(), options.seed());
    JobResult result = JobResult.of(run);
    for (SyntheticImages.Written dataset : images.write(spark, run.progress())) {
      result = result.wrote(dataset.name(), dataset.files(), dataset.folder());
    }
    return result;
  }

  @Override
  public String outputFolder(PipelineOptions options) {
    return options.generate().path().orElseGet(() -> options.output().path());
  }
}
