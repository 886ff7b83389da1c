package io.latentlake.model.anomaly;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.onnx.Tensor;

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
  public boolean fits(ModelKind kind) {
    return !kind.seesFeatures();
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

  @Override
  public Tensor onnx(OnnxReconstructions found) {
    Tensor wanted = found.images();
    Tensor to = found.pixels().atLeast(NEAREST).atMost(1 - NEAREST);
    return part(wanted, to).plus(part(wanted.from(1), to.from(1))).sum();
  }

  /** The logarithm of the smallest number stands for that of 0, and counts nothing. */
  private static Tensor part(Tensor p, Tensor q) {
    return p.atLeast(Double.MIN_NORMAL).over(q).logarithm().times(p);
  }

  /** p·ln(p/q), which is 0 for p = 0. */
  private static double part(double p, double q) {
    return p == 0 ? 0 : p * Math.log(p / q);
  }
}
