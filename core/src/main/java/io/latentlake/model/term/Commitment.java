package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.LatentTerm;
import java.util.List;

/**
 * How far what the encoder gives is from the vectors of the codebook that stand for it: the squared
 * distance, summed over the latent. It pulls the encoder, not the codebook.
 *
 * @see <a href="https://arxiv.org/abs/1711.00937">van den Oord et al. 2017, equation 3</a>
 */
public record Commitment() implements LatentTerm {
  @Override
  public String name() {
    return "commitment";
  }

  @Override
  public String unit() {
    return "squared units";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.ENCODED, Architecture.LATENT);
  }

  @Override
  public double[] penalise(List<double[]> latent, int images) {
    double[] encoded = latent.get(0);
    double[] quantised = latent.get(1);
    int units = encoded.length / images;
    double[] terms = new double[images];
    for (int i = 0; i < encoded.length; i++) {
      double away = encoded[i] - quantised[i];
      terms[i / units] += away * away;
      encoded[i] = 2 * away;
      quantised[i] = 0;
    }
    return terms;
  }
}
