package io.latentlake.jobs;

import io.latentlake.infer.InferencePass;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.table.RowProgress;
import io.latentlake.table.TableKey;
import io.latentlake.table.WrittenRun;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Takes chosen images through a model and writes what comes out, a row for each. */
record InferenceRun(InferenceInput input, Dataset<Row> chosen, long count, Run run) {
  /** Prepares to take images that {@code rows} and {@code count} choose. */
  static InferenceRun of(InferenceInput input, String rows, int count, Run run) {
    return JobDescription.during(
        input.spark().sparkContext(),
        run.command() + ": choosing the images",
        () -> {
          Dataset<Row> chosen = input.select(rows, count);
          return new InferenceRun(input, chosen, input.count(rows, chosen), run);
        });
  }

  /**
   * Runs one pass.
   *
   * @param task what it is called while it runs
   * @param key what is written
   * @param rows makes the rows, one per image
   * @return what was written
   * @throws IllegalStateException if an image was lost or came twice
   */
  WrittenRun write(String task, TableKey key, Function<InferencePass, Dataset<Row>> rows)
      throws Exception {
    try (Progress.Bar bar = run.progress().begin(task, count, "images")) {
      RowProgress shown = new RowProgress(input.spark().sparkContext(), bar);
      InferencePass pass = new InferencePass(chosen, input.model(), shown.rows());
      WrittenRun written =
          JobDescription.during(
              input.spark().sparkContext(),
              inWords(task),
              () -> shown.during(() -> input.store().write(rows.apply(pass), key, run.runId())));
      if (written.rows() != count) {
        throw new IllegalStateException(
            count + " images gave " + written.rows() + " rows in " + written.uri());
      }
      return written;
    }
  }

  private String inWords(String task) {
    String what = task.equals(run.command()) ? "" : task + ", ";
    return run.command()
        + ": "
        + what
        + JobDescription.counted(count, "image")
        + " with model "
        + input.model().modelId();
  }
}
