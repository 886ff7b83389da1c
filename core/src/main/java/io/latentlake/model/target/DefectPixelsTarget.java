package io.latentlake.model.target;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Target;
import io.latentlake.model.TargetEvaluation;
import java.util.List;
import java.util.Optional;

/**
 * {@code defect_pixels}: how many pixels are part of a defect, the sum of each pixel's probability;
 * low is normal.
 *
 * @param name its name
 */
public record DefectPixelsTarget(String name) implements Target {
  private static final long serialVersionUID = 1L;

  static Optional<Target> parse(String name) {
    return name.equals("defect_pixels")
        ? Optional.of(new DefectPixelsTarget(name))
        : Optional.empty();
  }

  @Override
  public Optional<String> refusal(ModelOptions model) {
    return model.family().findsDefects()
        ? Optional.empty()
        : Optional.of("is a " + model.kind() + ", which does not learn to find defects");
  }

  @Override
  public List<String> places(ModelOptions model) {
    return List.of(Architecture.DEFECT);
  }

  /** Σ p over the pixels, p the logistic function of a logit, whose derivative is p·(1 − p). */
  @Override
  public void evaluate(TargetEvaluation minibatch) {
    double[] probabilities = minibatch.probabilities(Architecture.DEFECT);
    int area = probabilities.length / minibatch.images();
    for (int i = 0; i < probabilities.length; i++) {
      double p = probabilities[i];
      minibatch.add(i / area, p);
      probabilities[i] = p * (1 - p);
    }
    minibatch.derivative(Architecture.DEFECT, probabilities);
  }
}
