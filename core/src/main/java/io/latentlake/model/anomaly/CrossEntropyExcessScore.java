package io.latentlake.model.anomaly;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;

/**
 * {@code cross_entropy_excess}: binary cross-entropy of image and reconstruction less the image's
 * own entropy, which no model could go below; that is the KL divergence from one to the other,
 * summed over the image. A grey image has no lead over a black and white one.
 */
public final class CrossEntropyExcessScore implements AnomalyScore {
  private static final long serialVersionUID = 1L;

  /** Reconstructions nearer to 0 or 1 count as this near, so that the logarithm is finite. */
  private static final double NEAREST = 1e-6;

  @Override
  public String name() {
    return "cross_entropy_excess";
  }

  @Override
  public String inWords() {
    return "cross-entropy less the image's own entropy";
  }

  @Override
  public String unit(ModelOptions model) {
    return "nats";
  }

  @Override
  public double[] perImage(Reconstructions found) {
    double[] wanted = OffHeap.read(found.images());
    double[] made = found.pixels();
    double[] sums = new double[Math.toIntExact(found.images().size(0))];
    int size = wanted.length / sums.length;
    for (int i = 0; i < wanted.length; i++) {
      double to = Math.max(NEAREST, Math.min(1 - NEAREST, made[i]));
      sums[i / size] += part(wanted[i], to) + part(1 - wanted[i], 1 - to);
    }
    return sums;
  }

  /** p·ln(p/q), which is 0 for p = 0. */
  private static double part(double p, double q) {
    return p == 0 ? 0 : p * Math.log(p / q);
  }
}
