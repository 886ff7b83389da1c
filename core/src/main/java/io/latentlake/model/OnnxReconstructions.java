package io.latentlake.model;

import io.latentlake.image.GaussianBlur;
import io.latentlake.image.Resampling;
import io.latentlake.onnx.NotInOnnxException;
import io.latentlake.onnx.Tensor;
import java.util.Optional;

/**
 * What an ONNX graph makes of images through the posterior mean, of double precision: what {@link
 * Reconstructions} are elsewhere. An {@link AnomalyScore} is written in ONNX from this.
 *
 * @param model the model
 * @param images values in [0, 1], [channels, height, width], or the features that the network sees
 *     in their place
 * @param mean the posterior mean, or the code of a plain autoencoder, [latentSize]
 * @param logVariance of the posterior, [latentSize]; empty for a plain autoencoder
 * @param decoded what the decoder makes of the mean, same shape
 * @param defects logit of each pixel's being part of a defect, [1, height, width]; empty if the
 *     model does not learn to find defects
 */
public record OnnxReconstructions(
    ModelPackage model,
    Tensor images,
    Tensor mean,
    Optional<Tensor> logVariance,
    Tensor decoded,
    Optional<Tensor> defects) {
  private OnnxLoss loss() {
    return model.options().reconstructionLoss().onnx();
  }

  /**
   * What the model makes of the images, as pixels.
   *
   * @return values, near [0, 1], [channels, height, width]
   * @throws NotInOnnxException if the loss does not say how ONNX computes it
   */
  public Tensor pixels() {
    return loss().pixels(decoded);
  }

  /**
   * Each value's term of the loss the model was trained on.
   *
   * @return [channels, height, width]; they sum to {@link #reconstructionError}
   * @throws NotInOnnxException if the loss does not say how ONNX computes it
   */
  public Tensor reconstructionTerms() {
    return loss().terms(decoded, images);
  }

  /**
   * What is left of each term when the image is reconstructed perfectly.
   *
   * @return as many as {@link #reconstructionTerms}
   * @throws NotInOnnxException if the loss does not say how ONNX computes it
   */
  public Tensor leastReconstructionTerms() {
    return loss().leastTerms(decoded, images);
  }

  /**
   * The loss the model was trained on.
   *
   * @return in the loss's unit, summed over channels and pixels, a value per image
   * @throws NotInOnnxException if the loss does not say how ONNX computes it
   */
  public Tensor reconstructionError() {
    return reconstructionTerms().sum();
  }

  /**
   * −log p(x|z) at the posterior mean.
   *
   * @return nats, a value per image
   * @throws NotInOnnxException if the loss does not say how ONNX computes it
   * @throws java.util.NoSuchElementException if the loss is no likelihood
   */
  public Tensor reconstructionNats() {
    return reconstructionError()
        .plus(
            model
                .options()
                .reconstructionLoss()
                .normaliserNats(model.shape().values())
                .orElseThrow());
  }

  /**
   * KL divergence from the posterior to the prior.
   *
   * @return nats, a value per image
   * @throws java.util.NoSuchElementException if the posterior has no variance
   */
  public Tensor klNats() {
    Tensor log = logVariance.orElseThrow();
    return mean.squared().plus(log.exponential().minus(1)).minus(log).sum().times(0.5);
  }

  /**
   * Where image and reconstruction differ.
   *
   * @return reconstruction less image, [channels, height, width]
   * @throws NotInOnnxException if the loss does not say how ONNX computes it
   */
  public Tensor residuals() {
    return pixels().minus(images);
  }

  /**
   * How far the features of each place are from what the model makes of them, resized to the pixels
   * of the images.
   *
   * @return squared feature values, summed over the features of a place, [1, height, width]
   */
  public Tensor featureErrors() {
    Resampling to = toPixels();
    return errorsOfPlaces().filtered(to.rowShares(), to.columnShares());
  }

  /**
   * The same spread over the pixels, so that they sum to {@link #reconstructionError}.
   *
   * @return squared feature values, [1, height, width]
   */
  public Tensor spreadFeatureErrors() {
    Resampling to = toPixels();
    return errorsOfPlaces().filtered(to.spreadRowShares(), to.spreadColumnShares());
  }

  private Tensor errorsOfPlaces() {
    return decoded.minus(images).squared().sumOfFirst();
  }

  private Resampling toPixels() {
    int[] seen = images.shape();
    return new Resampling(seen[1], seen[2], model.shape().height(), model.shape().width());
  }

  /**
   * How likely each pixel is part of a defect.
   *
   * @return [1, height, width]
   * @throws java.util.NoSuchElementException if the model does not learn to find defects
   */
  public Tensor defectProbabilities() {
    return defects.orElseThrow().logistic();
  }

  /**
   * What an anomaly score learnt from normal images.
   *
   * @param fitting what learnt it
   * @return its result
   * @throws IncompatibleModelException if the package does not have it, or it is damaged
   */
  public float[] fitted(ScoreFitting fitting) {
    return model.fittedNumbers().of(fitting);
  }

  /**
   * Blurs a map of the whole image as scores and maps do.
   *
   * @param map [channels, height, width]
   * @return same shape
   */
  public Tensor smooth(Tensor map) {
    int height = model.shape().height();
    int width = model.shape().width();
    GaussianBlur blur = GaussianBlur.ofMap(height, width);
    return map.filtered(blur.matrix(height), blur.matrix(width));
  }
}
