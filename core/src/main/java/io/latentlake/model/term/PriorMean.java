package io.latentlake.model.term;

/** The mean of a {@link RadialKernel} over a standard normal latent. */
final class PriorMean {
  private final int latent;
  private final double[] factors;
  private final double[] rates;
  private final double ofTwo;

  PriorMean(RadialKernel kernel, int latent) {
    this.latent = latent;
    double[] weights = kernel.weights();
    rates = kernel.rates();
    factors = new double[rates.length];
    double sum = 0;
    for (int i = 0; i < rates.length; i++) {
      sum += weights[i] * shrunk(1 + 4 * rates[i]);
      factors[i] = weights[i] * shrunk(1 + 2 * rates[i]);
      rates[i] /= 1 + 2 * rates[i];
    }
    ofTwo = sum;
  }

  private double shrunk(double widened) {
    return Math.pow(widened, -0.5 * latent);
  }

  /** E k(x, y) for a given ‖x‖². */
  double value(double squaredNorm) {
    double sum = 0;
    for (int i = 0; i < rates.length; i++) {
      sum += factors[i] * Math.exp(-rates[i] * squaredNorm);
    }
    return sum;
  }

  /** Its derivative by ‖x‖². */
  double slope(double squaredNorm) {
    double sum = 0;
    for (int i = 0; i < rates.length; i++) {
      sum -= rates[i] * factors[i] * Math.exp(-rates[i] * squaredNorm);
    }
    return sum;
  }

  /** E k(x, y) where x is standard normal too. */
  double ofTwo() {
    return ofTwo;
  }
}
