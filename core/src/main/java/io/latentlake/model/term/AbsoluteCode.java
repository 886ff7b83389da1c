package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.LatentTerm;
import java.util.List;

/**
 * Σ|z|, summed over latent units. Its derivative is the sign of z, 0 at 0.
 *
 * @see <a href="https://doi.org/10.1038/381607a0">Olshausen and Field 1996</a>, for one
 */
public record AbsoluteCode() implements LatentTerm {
  @Override
  public String name() {
    return "absolute_code";
  }

  @Override
  public String unit() {
    return "units of the code";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.MEAN);
  }

  @Override
  public double[] penalise(List<double[]> latent, int images) {
    double[] code = latent.get(0);
    double[] terms = new double[images];
    int units = code.length / images;
    for (int i = 0; i < code.length; i++) {
      terms[i / units] += Math.abs(code[i]);
      code[i] = Math.signum(code[i]);
    }
    return terms;
  }
}
