package io.latentlake.model.target;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Target;
import io.latentlake.model.TargetEvaluation;
import java.util.List;
import java.util.Optional;

/**
 * {@code squared_norm}: ‖posterior mean‖².
 *
 * @param name its name
 */
record SquaredNormTarget(String name) implements Target {
  private static final long serialVersionUID = 1L;

  static Optional<Target> parse(String name) {
    return name.equals("squared_norm")
        ? Optional.of(new SquaredNormTarget(name))
        : Optional.empty();
  }

  @Override
  public List<String> places(ModelOptions model) {
    return List.of(Architecture.MEAN);
  }

  @Override
  public void evaluate(TargetEvaluation minibatch) {
    double[] mean = minibatch.at(Architecture.MEAN);
    int units = mean.length / minibatch.images();
    for (int i = 0; i < mean.length; i++) {
      minibatch.add(i / units, mean[i] * mean[i]);
      mean[i] *= 2;
    }
    minibatch.derivative(Architecture.MEAN, mean);
  }
}
