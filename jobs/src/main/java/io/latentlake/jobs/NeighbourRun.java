package io.latentlake.jobs;

import static org.apache.spark.sql.functions.col;

import io.latentlake.infer.NeighbourSearch;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.score.EmbedOptions;
import io.latentlake.table.CommitCondition;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.RowProgress;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import io.latentlake.table.TableWrite;
import io.latentlake.table.WrittenRun;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;

/**
 * Writes the nearest training images of every embedded image. Neighbours can change whenever an
 * image does, so all of them are found again each time.
 */
record NeighbourRun(InferenceInput input) {
  /** Adds table and cost to a plan. */
  JobPlan noted(JobPlan plan) {
    store().requireReplaceable(key(), NeighboursTable.SCHEMA);
    return plan.writes(NeighboursTable.NAME, input.options().place(NeighboursTable.NAME))
        .note(
            "the "
                + embed().neighbours()
                + " nearest training images of each image: each is compared with each of split"
                + " train, in the latent");
  }

  /**
   * Refuses images without any to compare with, before they are embedded.
   *
   * @throws IllegalArgumentException if none is of split train
   */
  void requireTraining(SelectedImages selected) {
    if (selected.images().where(col(ImagesTable.SPLIT).equalTo(ImagesTable.TRAIN)).isEmpty()) {
      throw new IllegalArgumentException(
          "embed.neighbours is "
              + embed().neighbours()
              + ", but no image to embed is of split train; set embed.rows to all, or"
              + " embed.neighbours to 0");
    }
  }

  /**
   * Finds and writes the neighbours of the images that were just embedded.
   *
   * @param run the run
   * @return what was written
   */
  WrittenRun write(Run run) throws Exception {
    TableKey embeddings =
        EmbeddingsTable.key(input.options().data().id(), input.options().model().id());
    CommitCondition unchanged = store().unchanged(embeddings).and(input.nobodyForgotten());
    long images = store().rows(embeddings);
    SparkContext spark = input.spark().sparkContext();
    String task = run.command() + ": neighbours of " + JobDescription.counted(images, "image");
    try (Progress.Bar bar = run.progress().begin("neighbours", images, "images");
        NeighbourSearch search =
            JobDescription.during(
                spark,
                task + ", bringing the latents together",
                () ->
                    new NeighbourSearch(
                        store().read(embeddings, EmbeddingsTable.SCHEMA), embed()))) {
      RowProgress shown = new RowProgress(spark, bar);
      TableWrite rows = new TableWrite(search.rows(shown.rows()), key(), Map.of());
      CommitCondition condition = unchanged.rows(search.rowCount(images));
      return JobDescription.during(
          spark,
          task,
          () ->
              shown.during(
                  () -> store().writeTogether(List.of(rows), run.runId(), condition).get(0)));
    }
  }

  private TableKey key() {
    return NeighboursTable.key(input.options().data().id(), input.options().model().id());
  }

  private EmbedOptions embed() {
    return input.options().embed();
  }

  private TableStore store() {
    return input.store();
  }
}
