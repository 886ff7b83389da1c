package io.latentlake.jobs;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** One command's work: options in, tables out. The work itself is in core. */
public interface Job {
  /**
   * Checks the options alone, so that a pipeline can refuse before its first step what its last
   * would refuse.
   *
   * @param options what the user asked for
   * @throws IllegalArgumentException if the options cannot be right; one clear line
   */
  default void check(PipelineOptions options) {}

  /**
   * Checks everything that can be checked before any work, and says what the work would be.
   *
   * @param spark the session the job would run on
   * @param options what the user asked for
   * @return what would be read and written, and what it would cost
   * @throws IllegalArgumentException if the options cannot be right; one clear line
   * @throws io.latentlake.table.InvalidTableException if a table is missing, or another one is in
   *     the way
   */
  JobPlan plan(SparkSession spark, PipelineOptions options);

  /**
   * What a dry run says beside the plan, because it takes longer than a plan may.
   *
   * @param spark the session the job would run on
   * @param options what the user asked for
   * @return a line each
   * @throws IllegalArgumentException if the work would be refused
   */
  default List<String> preview(SparkSession spark, PipelineOptions options) {
    return List.of();
  }

  /**
   * What lies in a place that a plan would read, as far as the job is concerned.
   *
   * @param spark the session the job would run on
   * @param options what the user asked for
   * @param place one of the plan
   * @return in so few words that a later run sees whether it changed
   * @throws IOException if it cannot be listed
   */
  default PlaceListing listing(SparkSession spark, PipelineOptions options, JobPlan.Place place)
      throws IOException {
    return PlaceListing.of(spark.sparkContext().hadoopConfiguration(), place.uri());
  }

  /**
   * Does the work.
   *
   * @param spark the session to run on
   * @param options what the user asked for
   * @param run this run: its id, where it reports progress, whether it should stop
   * @return what was read and written
   * @throws Exception if the work failed; nothing half-done is left in sight
   */
  JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception;

  /**
   * Where {@code _run.json} goes.
   *
   * @param options what the user asked for
   * @return Hadoop URI of a folder; unless a job says otherwise, {@code output.path}
   */
  default String outputFolder(PipelineOptions options) {
    return options.output().path();
  }
}
