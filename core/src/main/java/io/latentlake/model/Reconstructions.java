package io.latentlake.model;

import io.latentlake.image.ImageShape;
import io.latentlake.image.Resampling;
import io.latentlake.kernel.OffHeap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a model makes of a minibatch through the posterior mean: all that an {@link AnomalyScore} is
 * made from. Its arrays live as long as the model's {@link InferenceModel#scope}.
 *
 * @param model the model
 * @param imageIds id of each image, which random draws are keyed by; empty if there are to be none
 * @param images values in [0, 1], shape [images, channels, height, width], or the features that the
 *     network sees in their place
 * @param posterior of the images
 * @param decoded what the decoder makes of the posterior means, same shape as the images
 * @param defects logit of each pixel's being part of a defect, [images, 1, height, width]; empty if
 *     the model does not learn to find defects
 */
public record Reconstructions(
    InferenceModel model,
    List<String> imageIds,
    INDArray images,
    Posterior posterior,
    INDArray decoded,
    Optional<INDArray> defects) {
  /** Copies the ids. */
  public Reconstructions {
    imageIds = List.copyOf(imageIds);
  }

  /**
   * The loss the model was trained on; lower is better.
   *
   * @return in the loss's unit, summed over channels and pixels, a value per image
   */
  public double[] reconstructionError() {
    return model.reconstructionError(images, decoded);
  }

  /**
   * Each value's term of the loss the model was trained on.
   *
   * @return channel-major, image by image; they sum to {@link #reconstructionError} over an image
   */
  public double[] reconstructionTerms() {
    return model.comparison().terms(images, decoded);
  }

  /**
   * What is left of each term when the image is reconstructed perfectly.
   *
   * @return as many as {@link #reconstructionTerms}, none above its fellow
   */
  public double[] leastReconstructionTerms() {
    return model.comparison().leastTerms(images, decoded);
  }

  /**
   * −log p(x|z) at the posterior mean; lower is better.
   *
   * @return nats, summed over channels and pixels, a value per image
   * @throws java.util.NoSuchElementException if the loss is no likelihood
   */
  public double[] reconstructionNats() {
    return inNats(reconstructionError());
  }

  /** −log p(x|z) at other latents, nats; {@code room} takes them, shape [images, latentSize]. */
  double[] reconstructionNats(float[][] latents, INDArray room) {
    float[] values = new float[(int) room.length()];
    for (int image = 0; image < latents.length; image++) {
      int units = latents[image].length;
      System.arraycopy(latents[image], 0, values, image * units, units);
    }
    OffHeap.write(values, room);
    return inNats(model.reconstructionError(images, model.network().decode(room)));
  }

  private double[] inNats(double[] errors) {
    double normaliser = model.loss().normaliserNats(model.shape().values()).orElseThrow();
    return Arrays.stream(errors).map(error -> error + normaliser).toArray();
  }

  /** Id of an image, by its position. */
  String imageId(int image) {
    if (imageIds.isEmpty()) {
      throw new IllegalStateException("the images have no ids, which draws are keyed by");
    }
    return imageIds.get(image);
  }

  /**
   * KL divergence from the posterior to the prior.
   *
   * @return nats, summed over latent units, a value per image
   * @throws IllegalArgumentException if the posterior has no variance
   */
  public double[] klNats() {
    return posterior.klNats();
  }

  /**
   * Sum of squared differences between image and reconstruction; lower is better.
   *
   * @return squared pixel units, summed over channels and pixels, a value per image
   */
  public double[] squaredErrorSum() {
    return model.comparison().squaredErrorSums(images, decoded);
  }

  /**
   * What the model makes of the images, as pixels.
   *
   * @return values, near [0, 1], in the order of the images' values
   */
  public double[] pixels() {
    return OffHeap.read(model.comparison().pixels(decoded));
  }

  /**
   * How likely each pixel is part of a defect.
   *
   * @return for each image probabilities, row by row
   * @throws IllegalStateException if the model does not learn to find defects
   */
  public float[][] defectProbabilities() {
    return model
        .comparison()
        .probabilityMaps(
            defects.orElseThrow(
                () -> new IllegalStateException("the model has no map of defects")));
  }

  /**
   * Where image and reconstruction differ.
   *
   * @return for each image the squared difference at each pixel, a mean over channels, row by row
   */
  public float[][] squaredResiduals() {
    return model.comparison().squaredResiduals(images, decoded);
  }

  /**
   * How far the features of each place are from what the model makes of them, resized to the pixels
   * of the images.
   *
   * @return for each image squared feature values at each pixel, summed over the features of a
   *     place, row by row
   * @throws IllegalStateException if the model sees pixels
   */
  public float[][] featureErrors() {
    Resampling toPixels = model.comparison().toPixels();
    float[][] maps = errorsOfPlaces();
    for (int i = 0; i < maps.length; i++) {
      float[] resized = new float[model.shape().height() * model.shape().width()];
      toPixels.resize(maps[i], 0, resized, 0);
      maps[i] = resized;
    }
    return maps;
  }

  /**
   * The same spread over the pixels, so that those of an image sum to {@link #reconstructionError}.
   *
   * @return for each image squared feature values at each pixel, row by row
   * @throws IllegalStateException if the model sees pixels
   */
  public float[][] spreadFeatureErrors() {
    Resampling toPixels = model.comparison().toPixels();
    float[][] maps = errorsOfPlaces();
    for (int i = 0; i < maps.length; i++) {
      maps[i] = toPixels.spread(maps[i]);
    }
    return maps;
  }

  private float[][] errorsOfPlaces() {
    if (model.givesPictures()) {
      throw new IllegalStateException("the model sees no features");
    }
    return model.comparison().squaredErrorsOfPlaces(images, decoded);
  }

  /**
   * Where an image and what stands for it differ.
   *
   * @param shape size of both
   * @param image values, channel-major
   * @param reconstruction as many values
   * @return the squared difference at each pixel, a mean over channels, row by row
   */
  public static float[] squaredResidual(ImageShape shape, double[] image, double[] reconstruction) {
    float[] residual = new float[shape.height() * shape.width()];
    for (int i = 0; i < image.length; i++) {
      double difference = reconstruction[i] - image[i];
      residual[i % residual.length] += (float) (difference * difference / shape.channels());
    }
    return residual;
  }
}
