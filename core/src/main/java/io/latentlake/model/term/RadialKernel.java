package io.latentlake.model.term;

/**
 * A kernel k(x, y) between latents that depends on ‖x − y‖² and is a mixture of Gaussians, Σ
 * w·exp(−a·‖x − y‖²). So its mean over a standard normal y is known without a draw: each Gaussian
 * gives (1 + 2a)^(−d/2)·exp(−a·‖x‖²/(1 + 2a)) in d dimensions.
 */
interface RadialKernel {
  /** The kernel. */
  double value(double squaredDistance);

  /** Its derivative by the squared distance. */
  double slope(double squaredDistance);

  /** The rates a of the Gaussians it is a mixture of. */
  double[] rates();

  /** The weights w of the Gaussians, as many. */
  double[] weights();

  /** exp(−‖x − y‖²/(2d)): one Gaussian. */
  static RadialKernel gaussian(int latent) {
    double rate = 0.5 / latent;
    return new RadialKernel() {
      @Override
      public double value(double squaredDistance) {
        return Math.exp(-rate * squaredDistance);
      }

      @Override
      public double slope(double squaredDistance) {
        return -rate * value(squaredDistance);
      }

      @Override
      public double[] rates() {
        return new double[] {rate};
      }

      @Override
      public double[] weights() {
        return new double[] {1};
      }
    };
  }
}
