package io.latentlake.model.target;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Target;
import io.latentlake.model.TargetEvaluation;
import java.util.List;
import java.util.Optional;

/**
 * {@code kl}: KL divergence from the posterior to the prior, nats; lower is better.
 *
 * @param name its name
 */
record DivergenceTarget(String name) implements Target {
  private static final long serialVersionUID = 1L;

  static Optional<Target> parse(String name) {
    return name.equals("kl") ? Optional.of(new DivergenceTarget(name)) : Optional.empty();
  }

  static Optional<String> refusalOf(ModelOptions model) {
    return model.variational()
        ? Optional.empty()
        : Optional.of("is a " + model.kind() + ", which has no posterior variance");
  }

  static void add(TargetEvaluation minibatch) {
    double[] mean = minibatch.at(Architecture.MEAN);
    double[] logVariance = minibatch.at(Architecture.LOG_VARIANCE);
    double[] nats = KlDivergence.perImage(mean, logVariance, minibatch.images());
    for (int i = 0; i < nats.length; i++) {
      minibatch.add(i, nats[i]);
    }
    for (int i = 0; i < logVariance.length; i++) {
      logVariance[i] = KlDivergence.byLogVariance(logVariance[i]);
    }
    minibatch.derivative(Architecture.MEAN, mean);
    minibatch.derivative(Architecture.LOG_VARIANCE, logVariance);
  }

  @Override
  public Optional<String> refusal(ModelOptions model) {
    return refusalOf(model);
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.MEAN, Architecture.LOG_VARIANCE);
  }

  @Override
  public void evaluate(TargetEvaluation minibatch) {
    add(minibatch);
  }
}
