package io.latentlake.jobs;

import io.latentlake.infer.InferencePass;
import io.latentlake.infer.ReusedRows;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.RowProgress;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableWrite;
import io.latentlake.table.WrittenRun;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Passes images through a model and writes one row for each, together with the rows of the previous
 * run that are still valid.
 *
 * @param task name for progress and Spark's web UI
 * @param key the part of the table that is written
 * @param schema its columns
 * @param madeFrom checksum of what the rows are made from besides the images
 * @param rows makes the rows, one per image
 * @param kept brings valid rows of the previous run up to date
 */
record InferenceRun(
    String task,
    TableKey key,
    StructType schema,
    String madeFrom,
    Function<InferencePass, Dataset<Row>> rows,
    UnaryOperator<Dataset<Row>> kept) {

  /** A run that keeps valid rows as they are. */
  InferenceRun(
      String task,
      TableKey key,
      StructType schema,
      String madeFrom,
      Function<InferencePass, Dataset<Row>> rows) {
    this(task, key, schema, madeFrom, rows, UnaryOperator.identity());
  }

  /** Finds the rows of the previous run that are valid for the selected images; to be closed. */
  ReusedRows reused(InferenceInput input, SelectedImages selected) {
    return selected.full()
        ? ReusedRows.nothing(selected.count())
        : input
            .store()
            .readMadeFrom(key, schema, madeFrom)
            .map(
                earlier ->
                    ReusedRows.of(
                        earlier, input.store().rows(key), selected.ids(), selected.count()))
            .orElseGet(() -> ReusedRows.nothing(selected.count()));
  }

  /** Notes in a plan how many rows exist already, unless all are computed again. */
  JobPlan noted(JobPlan plan, InferenceInput input, boolean full) {
    long earlier =
        full
            ? 0
            : input.store().readMadeFrom(key, schema, madeFrom).isPresent()
                ? input.store().rows(key)
                : 0;
    return earlier == 0
        ? plan
        : plan.note(
            earlier
                + " rows of "
                + key
                + " exist already; those of unchanged images are kept, not computed again");
  }

  /**
   * Runs the pass.
   *
   * @param input the model
   * @param images rows of the images table, at least those that need a new row
   * @param reused rows that are kept
   * @param run the run
   * @return what was written
   * @throws IllegalStateException if an image is missing or occurs twice; nothing is committed then
   */
  WrittenRun write(InferenceInput input, Dataset<Row> images, ReusedRows reused, Run run)
      throws Exception {
    try (Progress.Bar bar = run.progress().begin(task, reused.due(), "images")) {
      RowProgress shown = new RowProgress(input.spark().sparkContext(), bar);
      InferencePass pass = new InferencePass(reused.due(images), input.model(), shown.rows());
      Optional<Dataset<Row>> earlier = reused.earlier().map(kept);
      Dataset<Row> all =
          reused.due() == 0
              ? earlier.orElseGet(() -> rows.apply(pass))
              : earlier
                  .map(valid -> rows.apply(pass).union(valid))
                  .orElseGet(() -> rows.apply(pass));
      long count = reused.due() + reused.rows();
      return JobDescription.during(
          input.spark().sparkContext(),
          inWords(input, reused.due(), run),
          () -> shown.during(() -> write(input, all, count, run)));
    }
  }

  private String inWords(InferenceInput input, long due, Run run) {
    String what = task.equals(run.command()) ? "" : task + ", ";
    return run.command()
        + ": "
        + what
        + JobDescription.counted(due, "image")
        + " with model "
        + input.model().modelId();
  }

  private WrittenRun write(InferenceInput input, Dataset<Row> all, long count, Run run) {
    return input
        .store()
        .writeTogether(
            List.of(new TableWrite(all, key, AttributionsTable.parquetOptions(key), madeFrom)),
            run.runId(),
            input.nobodyForgotten().rows(count))
        .get(0);
  }
}
