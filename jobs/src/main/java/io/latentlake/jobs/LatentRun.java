package io.latentlake.jobs;

import io.latentlake.infer.LatentSearch;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.table.CommitCondition;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.RowProgress;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import io.latentlake.table.TableWrite;
import io.latentlake.table.WrittenRun;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes what is found for every embedded image among the others. It can change whenever an image
 * does, so all of it is found again each time.
 *
 * @param input what is embedded
 * @param key what is written
 */
record LatentRun(InferenceInput input, TableKey key) {
  /**
   * Finds and writes it for the images that were just embedded.
   *
   * @param run the run
   * @param begin prepares the search over rows of the embeddings table
   * @return what was written
   */
  WrittenRun write(Run run, Function<Dataset<Row>, LatentSearch> begin) throws Exception {
    TableStore store = input.store();
    TableKey embeddings =
        EmbeddingsTable.key(input.options().data().id(), input.options().model().id());
    CommitCondition unchanged = store.unchanged(embeddings).and(input.nobodyForgotten());
    long images = store.rows(embeddings);
    SparkContext spark = input.spark().sparkContext();
    String task =
        run.command() + ": " + key.table() + " of " + JobDescription.counted(images, "image");
    try (Progress.Bar bar = run.progress().begin(key.table(), images, "images");
        LatentSearch search =
            JobDescription.during(
                spark,
                task + ", bringing the latents together",
                () -> begin.apply(store.read(embeddings, EmbeddingsTable.SCHEMA)))) {
      RowProgress shown = new RowProgress(spark, bar);
      TableWrite rows =
          new TableWrite(search.rows(shown.rows()), key, Map.of(), store.madeFrom(embeddings));
      CommitCondition condition = unchanged.rows(search.rowCount(images));
      return JobDescription.during(
          spark,
          task,
          () ->
              shown.during(
                  () -> store.writeTogether(List.of(rows), run.runId(), condition).get(0)));
    }
  }
}
