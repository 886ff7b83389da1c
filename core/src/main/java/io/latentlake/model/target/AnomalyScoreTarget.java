package io.latentlake.model.target;

import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import io.latentlake.model.TargetEvaluation;
import java.util.List;
import java.util.Optional;

/**
 * An anomaly score; high is anomalous. Only its values can be had, not its derivative.
 *
 * @param name {@code anomaly_score}, the model's own, or {@code score_NAME}
 */
record AnomalyScoreTarget(String name) implements Target {
  static final String OWN = "anomaly_score";
  static final String PREFIX = "score_";

  private static final long serialVersionUID = 1L;

  static Optional<Target> parse(String name) {
    return name.equals(OWN)
            || (name.startsWith(PREFIX)
                && AnomalyScore.named(name.substring(PREFIX.length())).isPresent())
        ? Optional.of(new AnomalyScoreTarget(name))
        : Optional.empty();
  }

  @Override
  public Optional<String> refusal(ModelOptions model) {
    Optional<AnomalyScore> score = of(model);
    if (score.isEmpty()) {
      return Optional.of("is a " + model.kind() + ", which has no such anomaly score");
    }
    return score.get().decodings(model) == 0
        ? Optional.empty()
        : Optional.of("draws latents for " + score.get().name() + ", which is not explained");
  }

  @Override
  public Optional<String> refusal(ModelPackage model) {
    return refusal(model.options())
        .or(
            () ->
                of(model.options())
                    .filter(score -> !model.hasLearnt(score))
                    .map(score -> "has not learnt what " + score.name() + " needs"));
  }

  private Optional<AnomalyScore> of(ModelOptions model) {
    return name.equals(OWN)
        ? Optional.of(model.score())
        : AnomalyScore.of(model).stream()
            .filter(score -> name.equals(PREFIX + score.name()))
            .findFirst();
  }

  @Override
  public boolean differentiable() {
    return false;
  }

  @Override
  public List<String> places(ModelOptions model) {
    return List.of();
  }

  @Override
  public void evaluate(TargetEvaluation minibatch) {
    AnomalyScore score =
        name.equals(OWN)
            ? minibatch.anomalyScore()
            : AnomalyScore.named(name.substring(PREFIX.length())).orElseThrow();
    double[] values = score.perImage(minibatch.reconstructions());
    for (int i = 0; i < values.length; i++) {
      minibatch.add(i, values[i]);
    }
  }
}
