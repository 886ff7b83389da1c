package io.latentlake.model;

import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A term of what training minimises: a number for each image, lower is better. It is a value: terms
 * that compute the same are equal.
 */
public interface LossTerm extends Serializable {
  /**
   * Its name in tables, metrics and notes.
   *
   * @return lower case letters, digits and underscores, unique in a model
   */
  String name();

  /**
   * Unit of the number, with what it is summed over.
   *
   * @return such as {@code nats}
   */
  String unit();

  /**
   * Places of the network that it is computed from. If training draws several latents for an image,
   * there is a row for each draw at the latent and at what is computed from it, the rows of an
   * image one after the other.
   *
   * @return names of places, at least one
   */
  List<String> places();

  /** What a term may compare with. */
  enum Compared {
    /** Nothing: each of its places gives a row of values an image. */
    NOTHING,
    /** The images, [images, channels, height, width], as they were before any corruption. */
    IMAGES,
    /** Which pixels the corruption has changed, 0 or 1, [images, 1, height, width]. */
    CHANGES
  }

  /**
   * What it compares the values at its places with.
   *
   * @return what it needs
   */
  Compared compares();

  /** What decides the term of an image of a trained model, whose latents are posterior means. */
  enum Scope {
    /** That image alone. */
    IMAGE,
    /** All images of a minibatch together. */
    MINIBATCH,
    /** Also what only training draws for the image. */
    DRAWS
  }

  /**
   * What decides the term of an image. To be overridden by a term that more than the image decides:
   * it cannot be explained.
   *
   * @return {@link Scope#IMAGE} if not overridden
   */
  default Scope scope() {
    return Scope.IMAGE;
  }

  /**
   * Prepares to compute.
   *
   * @param type of all arrays
   * @return for one thread; to be closed
   */
  Evaluator evaluator(DataType type);

  /**
   * Computes a term for minibatches. A term may depend on the other images of the minibatch; then
   * the gradient is that of the sum over images.
   */
  interface Evaluator extends AutoCloseable {
    /**
     * The term of each image. A term of a whole minibatch gives each image a share, such that their
     * mean is the minibatch's term.
     *
     * @param values at each of the term's places
     * @param compared what {@link LossTerm#compares} says, or null
     * @param weight of the term in the loss; no part of the result
     * @param gradients receive, for each place, the derivative of weight times the sum of all
     *     images' terms by the values; plain arrays, or no arrays if that is not wanted
     * @return a value per image, without the weight
     */
    double[] perImage(
        List<INDArray> values, INDArray compared, double weight, List<INDArray> gradients);

    /**
     * Adds the derivative of each image's term by the image itself, what the network gives held
     * fixed and one latent for each image. To be overridden by a term that compares {@link
     * Compared#IMAGES} and is of {@link Scope#IMAGE}.
     *
     * @param values at each of the term's places
     * @param images what they are compared with
     * @param byImages to be added to; a plain array of the images' shape
     * @throws UnsupportedOperationException if it is not known
     */
    default void addByImages(List<INDArray> values, INDArray images, INDArray byImages) {
      throw new UnsupportedOperationException(
          getClass().getName() + " does not say how its term changes with the images compared");
    }

    @Override
    void close();
  }
}
