package io.latentlake.model.term;

/**
 * The mean of C/(C + ‖x − y‖²) over seven scales C, from a tenth to ten times 2d, the mean squared
 * distance of two standard normal latents. As C/(C + r) = ∫ exp(−t)·exp(−t·r/C) dt over t from 0 to
 * infinity, each is a mixture of Gaussians.
 *
 * @see <a href="https://arxiv.org/abs/1711.01558">Tolstikhin et al. 2018, section 4</a>
 */
final class InverseMultiquadric implements RadialKernel {
  private static final double[] SCALES = {0.1, 0.2, 0.5, 1, 2, 5, 10};

  // The trapezoidal rule after t = exp(y − exp(−y)), which makes the integrand vanish doubly
  // exponentially at both ends: good to ten digits and more
  private static final double STEP = 0.125;
  private static final double FIRST = -3.5;
  private static final int NODES = 60;

  private final double[] widths = new double[SCALES.length];
  private final double[] rates = new double[SCALES.length * NODES];
  private final double[] weights = new double[rates.length];

  InverseMultiquadric(int latent) {
    for (int scale = 0; scale < SCALES.length; scale++) {
      widths[scale] = 2.0 * latent * SCALES[scale];
      for (int node = 0; node < NODES; node++) {
        double y = FIRST + node * STEP;
        double t = Math.exp(y - Math.exp(-y));
        int at = scale * NODES + node;
        rates[at] = t / widths[scale];
        weights[at] = STEP * t * (1 + Math.exp(-y)) * Math.exp(-t) / SCALES.length;
      }
    }
  }

  @Override
  public double value(double squaredDistance) {
    double sum = 0;
    for (double width : widths) {
      sum += width / (width + squaredDistance);
    }
    return sum / SCALES.length;
  }

  @Override
  public double slope(double squaredDistance) {
    double sum = 0;
    for (double width : widths) {
      double denominator = width + squaredDistance;
      sum -= width / (denominator * denominator);
    }
    return sum / SCALES.length;
  }

  @Override
  public double[] rates() {
    return rates.clone();
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }
}
