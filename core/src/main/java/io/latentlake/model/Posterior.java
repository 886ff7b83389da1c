package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the encoder says of a minibatch: the code of a plain autoencoder, or mean and variance of a
 * diagonal Gaussian.
 */
public final class Posterior implements AutoCloseable {
  private final INDArray mean;
  private final INDArray logVariance;

  private Posterior(INDArray mean, INDArray logVariance) {
    this.mean = mean;
    this.logVariance = logVariance;
  }

  /**
   * The code of a plain autoencoder.
   *
   * @param code shape [images, latentSize]
   * @return a posterior without variance
   */
  public static Posterior code(INDArray code) {
    return new Posterior(code, null);
  }

  /**
   * A diagonal Gaussian.
   *
   * @param mean shape [images, latentSize]
   * @param logVariance natural logarithm of the variance, same shape
   * @return the posterior
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Posterior gaussian(INDArray mean, INDArray logVariance) {
    if (!mean.equalShapes(logVariance)) {
      throw new IllegalArgumentException(
          "mean has shape "
              + mean.shapeInfoToString()
              + ", log-variance "
              + logVariance.shapeInfoToString()
              + "; they must be equal");
    }
    return new Posterior(mean, logVariance);
  }

  /**
   * Posterior mean, or the code of a plain autoencoder: the embedding.
   *
   * @return shape [images, latentSize]
   */
  public INDArray mean() {
    return mean;
  }

  /**
   * Natural logarithm of the posterior variance.
   *
   * @return shape [images, latentSize]; empty for a plain autoencoder
   */
  public Optional<INDArray> logVariance() {
    return Optional.ofNullable(logVariance);
  }

  /**
   * KL divergence from the posterior to the standard normal prior.
   *
   * @return nats, summed over latent units, a value per image; 0 when posterior equals prior,
   *     otherwise positive
   * @throws IllegalArgumentException if the posterior has no variance
   * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, appendix B</a>
   */
  public double[] klNats() {
    if (logVariance == null) {
      throw new IllegalArgumentException("a plain autoencoder has no KL divergence");
    }
    return KlDivergence.perImage(
        OffHeap.read(mean), OffHeap.read(logVariance), Math.toIntExact(mean.size(0)));
  }

  /** Gives the memory back; neither array may be used afterwards. */
  @Override
  public void close() {
    OffHeap.close(mean);
    if (logVariance != null) {
      OffHeap.close(logVariance);
    }
  }
}
