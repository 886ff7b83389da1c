package io.latentlake.jobs;

import static org.apache.spark.sql.functions.col;

import io.latentlake.infer.NeighbourSearch;
import io.latentlake.score.EmbedOptions;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import io.latentlake.table.WrittenRun;

/** Writes the nearest training images of every embedded image. */
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
   * @throws InvalidTableException if none is of split train
   */
  void requireTraining(SelectedImages selected) {
    if (selected.images().where(col(ImagesTable.SPLIT).equalTo(ImagesTable.TRAIN)).isEmpty()) {
      throw new InvalidTableException(
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
    return new LatentRun(input, key())
        .write(run, embeddings -> new NeighbourSearch(embeddings, embed()));
  }

  TableKey key() {
    return NeighboursTable.key(input.options().data().id(), input.options().model().id());
  }

  private EmbedOptions embed() {
    return input.options().embed();
  }

  private TableStore store() {
    return input.store();
  }
}
