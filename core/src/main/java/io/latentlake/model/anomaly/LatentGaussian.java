package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;

/**
 * Mean and covariance of the latents of training images. The covariance C is drawn towards a
 * multiple of the identity, the more the fewer images there are, so that it can be inverted; L·Lᵀ =
 * C. Kept are the mean and then the rows of L⁻¹ up to the diagonal, so that ‖L⁻¹(z − mean)‖ is the
 * distance of z.
 *
 * @see <a href="https://arxiv.org/abs/0907.4698">Chen et al. 2010, oracle approximating
 *     shrinkage</a>
 */
final class LatentGaussian implements ScoreFitting {
  private static final long serialVersionUID = 1L;

  /** Keeps latents that never differ from being divided by 0. */
  private static final double LEAST_VARIANCE = 1e-12;

  @Override
  public String name() {
    return "latent_gaussian";
  }

  @Override
  public Images images() {
    return Images.TRAINING;
  }

  @Override
  public Tally tally(ModelOptions options, ImageShape shape) {
    return new Sums(options.latent());
  }

  @Override
  public boolean accepts(int length, ModelOptions options, ImageShape shape) {
    return length == options.latent() + triangle(options.latent());
  }

  private static int triangle(int side) {
    return side * (side + 1) / 2;
  }

  private static final class Sums implements Tally {
    private static final long serialVersionUID = 1L;

    private long images;
    private final double[] sums;
    private final double[] products;

    Sums(int units) {
      this.sums = new double[units];
      this.products = new double[triangle(units)];
    }

    @Override
    public void add(String[] imageIds, Reconstructions found) {
      for (float[] latent : OffHeap.rows(found.posterior().mean())) {
        int at = 0;
        for (int row = 0; row < sums.length; row++) {
          sums[row] += latent[row];
          for (int column = 0; column <= row; column++, at++) {
            products[at] += (double) latent[row] * latent[column];
          }
        }
        images++;
      }
    }

    @Override
    public void add(Tally other) {
      Sums more = (Sums) other;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += more.sums[i];
      }
      for (int i = 0; i < products.length; i++) {
        products[i] += more.products[i];
      }
      images += more.images;
    }

    @Override
    public float[] result() {
      if (images == 0) {
        throw new IllegalStateException("latents of no images have no covariance");
      }
      double[][] whitening = inverse(cholesky(shrunk()));
      float[] kept = new float[sums.length + products.length];
      int at = 0;
      for (double sum : sums) {
        kept[at++] = (float) (sum / images);
      }
      for (int row = 0; row < sums.length; row++) {
        for (int column = 0; column <= row; column++) {
          kept[at++] = (float) whitening[row][column];
        }
      }
      return kept;
    }

    /** The lower triangle of the covariance, shrunk. */
    private double[][] shrunk() {
      int units = sums.length;
      double[][] covariance = new double[units][units];
      double trace = 0;
      double traceOfSquare = 0;
      int at = 0;
      for (int row = 0; row < units; row++) {
        for (int column = 0; column <= row; column++, at++) {
          double value = products[at] / images - sums[row] / images * (sums[column] / images);
          covariance[row][column] = value;
          traceOfSquare += (row == column ? 1 : 2) * value * value;
        }
        trace += covariance[row][row];
      }
      double share = shrinkage(trace, traceOfSquare);
      for (int row = 0; row < units; row++) {
        for (int column = 0; column <= row; column++) {
          covariance[row][column] *= 1 - share;
        }
        covariance[row][row] += share * trace / units + LEAST_VARIANCE;
      }
      return covariance;
    }

    private double shrinkage(double trace, double traceOfSquare) {
      double units = sums.length;
      double above = (1 - 2 / units) * traceOfSquare + trace * trace;
      double below = (images + 1 - 2 / units) * (traceOfSquare - trace * trace / units);
      return below > 0 ? Math.max(0, Math.min(1, above / below)) : 1;
    }
  }

  /** L of L·Lᵀ, below and on the diagonal. */
  private static double[][] cholesky(double[][] covariance) {
    int size = covariance.length;
    double[][] root = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        double left = covariance[row][column];
        for (int i = 0; i < column; i++) {
          left -= root[row][i] * root[column][i];
        }
        root[row][column] =
            row == column ? Math.sqrt(Math.max(LEAST_VARIANCE, left)) : left / root[column][column];
      }
    }
    return root;
  }

  /** The inverse of a lower triangle, which is one, too. */
  private static double[][] inverse(double[][] root) {
    int size = root.length;
    double[][] inverse = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int i = 0; i < row; i++) {
        for (int column = 0; column <= i; column++) {
          inverse[row][column] -= root[row][i] * inverse[i][column];
        }
      }
      inverse[row][row] = 1;
      for (int column = 0; column <= row; column++) {
        inverse[row][column] /= root[row][row];
      }
    }
    return inverse;
  }
}
