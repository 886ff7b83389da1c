package io.latentlake.model;

import io.latentlake.config.Choices;
import io.latentlake.config.Registry;
import io.latentlake.image.ImageShape;
import io.latentlake.onnx.NotInOnnxException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A reconstruction loss: what the decoder's outputs mean, and how far they are from an image. It is
 * a number for each image, a sum over channels and pixels; lower is better. The loss of an image
 * depends on that image alone.
 *
 * <p>{@link java.util.ServiceLoader} finds it where a file {@code META-INF/services} names it. It
 * is a value, such as a record without components: two of one kind are equal.
 */
public interface Loss extends Serializable {
  /** Unit of a negative log-likelihood. */
  String NATS = "nats";

  /** Unit of a squared error, on the scale where white is 1. */
  String SQUARED_PIXEL_VALUES = "squared pixel values";

  /** Name of binary cross-entropy. */
  String BCE = "bce";

  /** Name of the squared error. */
  String SQUARED_ERROR = "squared-error";

  /**
   * Its name, as {@code model.loss} takes it.
   *
   * @return lower case, unique
   */
  String name();

  /**
   * Its unit.
   *
   * @return such as {@link #NATS}
   */
  String unit();

  /**
   * What it is, in a sentence.
   *
   * @return with its unit and what it is summed over
   */
  String inWords();

  /**
   * What the loss of an image lacks to be −log p(x|z).
   *
   * @param values values of an image: pixels times channels
   * @return nats, 0 if it lacks nothing; empty if it is no likelihood
   */
  OptionalDouble normaliserNats(int values);

  /**
   * Whether it is the −log p(x|z) of a distribution, but for a constant, as an ELBO needs it.
   *
   * @return true if it has a normaliser
   */
  default boolean isLikelihood() {
    return normaliserNats(1).isPresent();
  }

  /**
   * Whether it is in nats as it is.
   *
   * @return true if its unit is {@link #NATS}
   */
  default boolean isInNats() {
    return unit().equals(NATS);
  }

  /**
   * Whether it is −ln of the probability of a pixel that is 0 or 1.
   *
   * @return true if pixels may be made so
   */
  default boolean describesBits() {
    return false;
  }

  /**
   * Whether it depends on the difference of pixels and decoder outputs alone: then a mean image may
   * be taken off both in training, and added to the decoder's outputs afterwards.
   *
   * @return true if nothing changes when the same is added to both
   */
  default boolean comparesDifferences() {
    return false;
  }

  /**
   * Whether each pixel's term depends on that pixel and its reconstruction alone.
   *
   * @return false for a loss that compares neighbourhoods, or finds one number for all pixels
   */
  default boolean isSumOverPixels() {
    return true;
  }

  /**
   * Refuses images that it cannot compare.
   *
   * @param shape size of the images
   * @throws IllegalArgumentException if they are too small
   */
  default void requireFits(ImageShape shape) {
    // most take images of any size
  }

  /**
   * The loss as an ONNX graph computes it.
   *
   * @return its form
   * @throws NotInOnnxException if it does not say it, as most losses do
   */
  default OnnxLoss onnx() {
    throw new NotInOnnxException("loss '" + name() + "' does not say how ONNX computes it");
  }

  /**
   * Prepares to compute.
   *
   * @param type of all arrays
   * @return for one thread; to be closed
   */
  Evaluator evaluator(DataType type);

  /** Computes a loss for minibatches. Decoder outputs have the shape of the images. */
  interface Evaluator extends AutoCloseable {
    /**
     * The loss of each image.
     *
     * @param decoded decoder outputs, [images, channels, height, width]
     * @param images what they are compared with, in [0, 1], same shape
     * @param gradient receives the derivative of an image's loss by {@code decoded}; a plain array
     *     of as many values, or null
     * @return a value per image
     */
    double[] perImage(INDArray decoded, INDArray images, INDArray gradient);

    /**
     * Adds the derivative of an image's loss by the image, the decoder's outputs held fixed.
     *
     * @param decoded decoder outputs
     * @param images same shape
     * @param byImages to be added to; a plain array of the same shape
     */
    void addByImages(INDArray decoded, INDArray images, INDArray byImages);

    /**
     * The pixels that decoder outputs mean.
     *
     * @param decoded decoder outputs
     * @return pixel values, same shape; not to be written to, and overwritten by the next call
     */
    INDArray pixels(INDArray decoded);

    /**
     * Each value's term of the loss.
     *
     * @param decoded decoder outputs
     * @param images same shape
     * @return as many values; they sum to the loss over each image
     */
    double[] terms(INDArray decoded, INDArray images);

    /**
     * What is left of each term when the image is reconstructed perfectly.
     *
     * @param decoded decoder outputs
     * @param images same shape
     * @return as many values, none above its fellow of {@link #terms}
     */
    double[] leastTerms(INDArray decoded, INDArray images);

    @Override
    void close();
  }

  /**
   * The loss of a name.
   *
   * @param name as in {@code model.loss}, but not {@code auto}
   * @return the loss
   * @throws IllegalArgumentException if there is none
   */
  static Loss named(String name) {
    return Known.LOSSES
        .named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model.loss is "
                        + name
                        + "; allowed: "
                        + String.join(", ", new Names().values())));
  }

  /** The values that {@code model.loss} takes. */
  final class Names implements Choices {
    /** The loss that is usual for the kind of model. */
    public static final String AUTO = "auto";

    @Override
    public List<String> values() {
      List<String> names = new ArrayList<>(List.of(AUTO));
      names.addAll(Known.LOSSES.names());
      return names;
    }
  }

  /** All losses. */
  final class Known {
    private static final Registry<Loss> LOSSES = new Registry<>(Loss.class, Loss::name);

    private Known() {}
  }
}
