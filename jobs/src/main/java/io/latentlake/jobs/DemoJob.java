package io.latentlake.jobs;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Runs {@code conf/demo.yaml}: the whole pipeline on the images in {@code sample-data/}.
 *
 * <p>{@code latentlake demo}
 */
final class DemoJob implements Job {
  private static final String HOME = "LATENTLAKE_HOME";

  private final Job pipeline;

  DemoJob(Job pipeline) {
    this.pipeline = pipeline;
  }

  /** The file and the images of the checkout that the launcher belongs to. */
  static Command.Defaults defaults() {
    String home = Optional.ofNullable(System.getenv(HOME)).map(path -> path + "/").orElse("");
    return new Command.Defaults(
        Optional.of(home + "conf/demo.yaml"),
        home.isEmpty() ? List.of() : List.of("data.path=" + home + "sample-data/tiles"));
  }

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    return pipeline.plan(spark, options);
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    return pipeline.run(spark, options, run);
  }
}
