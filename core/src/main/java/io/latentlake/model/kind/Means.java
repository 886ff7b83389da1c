package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Operation.AddMean;
import io.latentlake.architecture.Operation.SubtractMean;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelOptions;

/** Where the mean training image is taken off and put back, if options ask for it. */
final class Means {
  private Means() {}

  static void subtract(Architecture.Builder network, ModelOptions options) {
    if (options.centred()) {
      network.add("mean-subtraction", new SubtractMean());
    }
  }

  /** Logits have no mean image that could be added to them. */
  static void add(Architecture.Builder network, ModelOptions options) {
    if (options.centred() && options.reconstructionLoss() == Loss.SQUARED_ERROR) {
      network.add("mean-addition", new AddMean());
    }
  }
}
