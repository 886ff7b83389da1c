package io.latentlake.model.anomaly;

import io.latentlake.model.AnomalyScore;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.LatentDraws;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;
import java.util.Arrays;

/**
 * {@code negative_log_likelihood}: −log p(x), estimated by importance sampling from {@code
 * model.likelihood-samples} latents drawn from the image's posterior. The draws are keyed by the
 * model's seed and the image's id, so an image has one score.
 *
 * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2015, equation 8</a>
 */
public final class NegativeLogLikelihoodScore implements AnomalyScore {
  /** Its name. */
  public static final String NAME = "negative_log_likelihood";

  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String inWords() {
    return "negative log-likelihood";
  }

  @Override
  public String unit(ModelOptions model) {
    return Loss.NATS;
  }

  @Override
  public boolean fits(ModelKind kind) {
    return kind.variational();
  }

  @Override
  public int decodings(ModelOptions model) {
    return model.likelihoodSamples();
  }

  @Override
  public double[] perImage(Reconstructions found) {
    KeyedNoise noise = new KeyedNoise(KeyedNoise.Purpose.SCORING, found.model().seed());
    int samples = found.model().likelihoodSamples();
    double[] logLikelihood =
        LatentDraws.of(found, noise, 0, samples).logLikelihoodNats().orElseThrow();
    return Arrays.stream(logLikelihood).map(nats -> -nats).toArray();
  }
}
