package io.latentlake.model;

import io.latentlake.image.ImageShape;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;

/** Builds the network that options describe. */
public final class NetworkBuilder {
  public static ComputationGraph build(
      ModelOptions options, ImageShape shape, IUpdater updater, long seed) {
    throw new UnsupportedOperationException();
  }
}
