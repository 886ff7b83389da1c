package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Node;
import io.latentlake.architecture.Operation;
import io.latentlake.image.ImageShape;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Memory that one task takes outside the JVM's heap to run a network, estimated from above. Nothing
 * limits that memory, neither the heap's size nor JavaCPP's {@code maxbytes}: ND4J and oneDNN
 * allocate it themselves.
 *
 * <p>It grows with the network's parameters and, for every image of a minibatch, with the values
 * that all layers together give for one image. The factors are above those of every network that
 * was measured: 1 x 28 x 28 to 3 x 128 x 128 pixels, 2 to 5 stages of convolutions, dense networks,
 * minibatches of 16 to 512 images.
 *
 * @param fixedBytes whatever the size of the minibatch
 * @param bytesPerImage for each image of the minibatch
 */
public record NativeMemory(long fixedBytes, long bytesPerImage) {
  /** Compiled kernels, descriptions of arrays, and what the allocator keeps. */
  private static final long BESIDES = 32L << 20;

  /**
   * Copies of the parameters in training, besides the optimiser's state: themselves, the gradient,
   * their first values, and the weights in the order of each of oneDNN's three passes.
   */
  private static final int COPIES_IN_TRAINING = 9;

  /** Arrays as large as all activations: these, the gradients by them, and reordered ones. */
  private static final double ACTIVATIONS_IN_TRAINING = 3;

  private static final int COPIES_IN_SCORING = 4;
  private static final double ACTIVATIONS_IN_SCORING = 1.1;
  private static final int COPIES_IN_EXPLAINING = 5;
  private static final double ACTIVATIONS_IN_EXPLAINING = 2.4;

  /** Numbers that a closed form multiplies at a time. */
  private static final long FITTED_AT_A_TIME = 1 << 21;

  /** Arrays of decoded draws where the loss of validation images has several for each. */
  private static final int DRAWN_IN_SCORING = 5;

  /**
   * Arrays as large as what a loss term of several places sees: it joined, its parts, the gradients
   * by all of these, and what pixels are compared with.
   */
  private static final int JOINED_IN_TRAINING = 9;

  /**
   * What a worker takes to train.
   *
   * @param model the network
   * @param shape size of its images
   * @param parameters how many parameters the network has
   * @param optimizerValues values of the optimiser's state, 0 if it has none
   * @return the memory of one worker
   */
  public static NativeMemory ofTraining(
      ModelOptions model, ImageShape shape, long parameters, long optimizerValues) {
    Architecture network = model.architecture(shape);
    return of(
        COPIES_IN_TRAINING * parameters + optimizerValues,
        ACTIVATIONS_IN_TRAINING * activations(network, shape, network::rows)
            + JOINED_IN_TRAINING * joined(model, network));
  }

  /**
   * What a task takes to find a network in closed form, whatever the number of images.
   *
   * @param model the network
   * @param shape size of its images
   * @return the memory of one task
   */
  public static NativeMemory ofFitting(ModelOptions model, ImageShape shape) {
    long channels = model.seen(shape).channels();
    long centred = Math.max(model.seen(shape).values(), FITTED_AT_A_TIME);
    // of double precision: what is multiplied, and the product
    return new NativeMemory(BESIDES + Double.BYTES * (2 * centred + 2 * channels * channels), 1);
  }

  /**
   * What a task takes to score or embed.
   *
   * @param model the network
   * @param shape size of its images
   * @param parameters how many parameters the network has
   * @return the memory of one task
   */
  public static NativeMemory ofScoring(ModelOptions model, ImageShape shape, long parameters) {
    Architecture network = model.architecture(shape);
    long drawn = network.draws() == 1 ? 0 : (long) network.draws() * shape.values();
    return of(
        COPIES_IN_SCORING * parameters,
        ACTIVATIONS_IN_SCORING * activations(network, shape, node -> 1) + DRAWN_IN_SCORING * drawn);
  }

  /**
   * What a task takes to find gradients by the images.
   *
   * @param model the network
   * @param shape size of its images
   * @param parameters how many parameters the network has
   * @return the memory of one task
   */
  public static NativeMemory ofExplaining(ModelOptions model, ImageShape shape, long parameters) {
    return of(
        COPIES_IN_EXPLAINING * parameters,
        ACTIVATIONS_IN_EXPLAINING * activations(model.architecture(shape), shape, node -> 1));
  }

  /**
   * The same with more that does not depend on the minibatch.
   *
   * @param bytes how much more
   * @return the sum
   */
  public NativeMemory holding(long bytes) {
    return new NativeMemory(fixedBytes + bytes, bytesPerImage);
  }

  /**
   * What a minibatch takes.
   *
   * @param images of the minibatch
   * @return bytes
   */
  public long bytes(int images) {
    return fixedBytes + images * bytesPerImage;
  }

  /**
   * The largest minibatch that fits.
   *
   * @param bytes how much there is
   * @return images; 0 if there is no room for any
   */
  public long mostImages(long bytes) {
    return Math.max(0, (bytes - fixedBytes) / bytesPerImage);
  }

  private static NativeMemory of(long copies, double perImage) {
    return new NativeMemory(
        BESIDES + Float.BYTES * copies, (long) Math.ceil(Float.BYTES * perImage));
  }

  /** Values for one image at the places of all loss terms that have several. */
  private static long joined(ModelOptions model, Architecture network) {
    return model.lossTerms().stream()
        .map(weighted -> weighted.term().places())
        .filter(places -> places.size() > 1)
        .flatMap(List::stream)
        .map(network::at)
        .mapToLong(node -> (long) network.rows(node) * node.shape().values())
        .sum();
  }

  /** Values of all layers together for one image, the reconstruction's pixels among them. */
  private static long activations(
      Architecture network, ImageShape shape, ToIntFunction<Node> rows) {
    return shape.values()
        + network.nodes().stream()
            .filter(node -> !sharesMemory(node, network))
            .mapToLong(node -> (long) rows.applyAsInt(node) * node.shape().values())
            .sum();
  }

  /** Whether a node's values lie where those of its input do, or are made along with them. */
  private static boolean sharesMemory(Node node, Architecture network) {
    return node.operation() instanceof Operation.Reshape
        || (node.operation() instanceof Operation.Rectify
            && network.node(node.inputs().get(0)).operation() instanceof Operation.Normalise);
  }
}
