package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.LatentTerm;
import java.util.List;

/** ½·Σz², summed over latent units. Its derivative is z. */
public record SquaredCode() implements LatentTerm {
  @Override
  public String name() {
    return "squared_code";
  }

  @Override
  public String unit() {
    return "squared units of the code";
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
      terms[i / units] += 0.5 * code[i] * code[i];
    }
    return terms;
  }
}
