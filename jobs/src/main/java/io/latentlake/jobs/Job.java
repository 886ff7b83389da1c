package io.latentlake.jobs;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The work of one command: options in, tables out. */
public interface Job {
  /**
   * Checks the options only, so that a pipeline can refuse wrong options of any step before the
   * first step runs.
   *
   * @param options what the user asked for
   * @throws IllegalArgumentException if the options cannot be right; one clear line
   */
  default void check(PipelineOptions options) {}

  /**
   * Checks everything that can be checked before the work starts, and describes the work.
   *
   * @param spark the session the job would run on
   * @param options what the user asked for
   * @return what would be read and written, with notes on the cost
   * @throws IllegalArgumentException if the options cannot be right; one clear line
   * @throws io.latentlake.table.InvalidTableException if a table is missing, or another one is in
   *     the way
   */
  JobPlan plan(SparkSession spark, PipelineOptions options);

  /**
   * Further lines for a dry run, which take too long to compute for every plan.
   *
   * @param spark the session the job would run on
   * @param options what the user asked for
   * @return the lines
   * @throws IllegalArgumentException if the work would be refused
   */
  default List<String> preview(SparkSession spark, PipelineOptions options) {
    return List.of();
  }

  /**
   * Summarises the content of a place that a plan would read, as far as it matters to the job.
   *
   * @param spark the session the job would run on
   * @param options what the user asked for
   * @param place one of the plan
   * @return a short listing that a later run can compare
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
   * @throws Exception if the work failed; no unfinished output is visible then
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
