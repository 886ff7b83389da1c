package io.latentlake.jobs;

import io.latentlake.infer.ClusterSearch;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.WrittenRun;

/** Writes the cluster of every embedded image. */
record ClusterRun(InferenceInput input) {
  /** Adds table and cost to a plan. */
  JobPlan noted(JobPlan plan) {
    input.store().requireReplaceable(key(), ClustersTable.SCHEMA);
    return plan.writes(ClustersTable.NAME, input.options().place(ClustersTable.NAME))
        .note("the cluster of each image, of " + count() + " that are found in the latent");
  }

  /**
   * Finds and writes the clusters of the images that were just embedded.
   *
   * @param run the run
   * @return what was written
   */
  WrittenRun write(Run run) throws Exception {
    return new LatentRun(input, key())
        .write(run, embeddings -> new ClusterSearch(embeddings, count(), input.options().seed()));
  }

  private int count() {
    return input.options().embed().clusters();
  }

  TableKey key() {
    return ClustersTable.key(input.options().data().id(), input.options().model().id());
  }
}
