package io.latentlake.model.target;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Target;
import io.latentlake.model.TargetEvaluation;
import java.util.List;
import java.util.Optional;

/**
 * {@code negative_elbo}: −log p(x|z) at the posterior mean plus KL, without β, nats; lower is
 * better.
 *
 * @param name its name
 */
record NegativeElboTarget(String name) implements Target {
  private static final long serialVersionUID = 1L;

  static Optional<Target> parse(String name) {
    return name.equals("negative_elbo")
        ? Optional.of(new NegativeElboTarget(name))
        : Optional.empty();
  }

  @Override
  public Optional<String> refusal(ModelOptions model) {
    return model.variational() ? Optional.empty() : Optional.of(TermTarget.withoutVariance(model));
  }

  @Override
  public List<String> places(ModelOptions model) {
    return List.of(Architecture.MEAN, Architecture.LOG_VARIANCE, Architecture.DECODED);
  }

  @Override
  public void evaluate(TargetEvaluation minibatch) {
    minibatch.addReconstructionError();
    minibatch.addNormaliser();
    minibatch.addTerm(new KlDivergence());
  }
}
