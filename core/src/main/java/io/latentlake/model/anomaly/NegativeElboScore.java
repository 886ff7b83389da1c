package io.latentlake.model.anomaly;

import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.onnx.Tensor;

/**
 * {@code negative_elbo_nats}: −log p(x|z) at the posterior mean plus the KL divergence from
 * posterior to prior, whatever β the model was trained with.
 */
public final class NegativeElboScore implements AnomalyScore {
  /** Its name. */
  public static final String NAME = "negative_elbo_nats";

  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String inWords() {
    return "negative ELBO";
  }

  @Override
  public String unit(ModelOptions model) {
    return "nats";
  }

  @Override
  public boolean fits(ModelKind kind) {
    return kind.variational();
  }

  @Override
  public double[] perImage(Reconstructions found) {
    double[] sums = found.reconstructionNats();
    double[] kl = found.klNats();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += kl[i];
    }
    return sums;
  }

  @Override
  public Tensor onnx(OnnxReconstructions found) {
    return found.reconstructionNats().plus(found.klNats());
  }
}
