package io.latentlake.model.target;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Target;
import io.latentlake.model.TargetEvaluation;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code latent_3}: one unit of the posterior mean.
 *
 * @param unit counted from 0
 */
public record LatentUnitTarget(int unit) implements Target {
  static final String PREFIX = "latent_";

  private static final long serialVersionUID = 1L;
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,6})");

  static Optional<Target> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(new LatentUnitTarget(Integer.parseInt(matcher.group(1))))
        : Optional.empty();
  }

  @Override
  public String name() {
    return PREFIX + unit;
  }

  @Override
  public Optional<String> refusal(ModelOptions model) {
    return unit < model.latent()
        ? Optional.empty()
        : Optional.of("has the latent units latent_0 to latent_" + (model.latent() - 1));
  }

  @Override
  public List<String> places(ModelOptions model) {
    return List.of(Architecture.MEAN);
  }

  @Override
  public void evaluate(TargetEvaluation minibatch) {
    double[] mean = minibatch.at(Architecture.MEAN);
    double[] byMean = new double[mean.length];
    int units = mean.length / minibatch.images();
    for (int i = 0; i < minibatch.images(); i++) {
      minibatch.add(i, mean[i * units + unit]);
      byMean[i * units + unit] = 1;
    }
    minibatch.derivative(Architecture.MEAN, byMean);
  }
}
