package io.latentlake.bench;

import io.latentlake.model.ModelPackage;
import io.latentlake.model.TrainingArrays;
import io.latentlake.model.TrainingGraph;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

/** The reference networks as the product builds and trains them. */
final class OurNetwork {
  static final double LEARNING_RATE = 1e-3;
  static final long SEED = 1;

  /** Steps after which a network's numbers are no longer those it was born with. */
  static final int FIRST_STEPS = 5;

  private OurNetwork() {}

  static ComputationGraph build(Network network) {
    return TrainingGraph.build(network.options(), network.shape(), new Adam(LEARNING_RATE), SEED);
  }

  static MultiDataSet minibatch(Network network, DrawnImages images) {
    TrainingArrays arrays =
        new TrainingArrays(network.options(), network.shape(), Optional.empty());
    return arrays.minibatch(
        images.pixels(), images.noise(arrays.noiseSize()), SplittableRandom::new, arrays.weights());
  }

  /** A package of a network that took its first steps on the images. */
  static ModelPackage trained(Network network, DrawnImages images) {
    ComputationGraph graph = build(network);
    MultiDataSet minibatch = minibatch(network, images);
    for (int i = 0; i < FIRST_STEPS; i++) {
      graph.fit(minibatch);
    }
    return ModelPackage.of(network.options(), network.shape(), Optional.empty(), graph, Map.of());
  }
}
