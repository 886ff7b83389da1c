package io.latentlake.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A trained network at work on a minibatch. */
@State(Scope.Thread)
public class Inference {
  /** The network. */
  @Param public Network network;

  /** Images in a minibatch. */
  @Param({"32", "128", "512"})
  public int minibatch;

  /** Whose network. */
  @Param public Engine engine;

  private InferenceEngine inference;

  /** Trains a little. */
  @Setup
  public void setUp() {
    inference =
        engine.inference(network, DrawnImages.of(network.shape(), minibatch, OurNetwork.SEED));
  }

  /**
   * Pixels through encoder and decoder.
   *
   * @param count told of the images
   * @return the reconstructions
   */
  @Benchmark
  public Object reconstruct(ImageCount count) {
    count.images += minibatch;
    return inference.reconstruct();
  }

  /**
   * Stored images to errors.
   *
   * @param count told of the images
   * @return the errors
   */
  @Benchmark
  public Object score(ImageCount count) {
    count.images += minibatch;
    return inference.score();
  }

  /**
   * Stored images to latent means.
   *
   * @param count told of the images
   * @return the means
   */
  @Benchmark
  public Object embed(ImageCount count) {
    count.images += minibatch;
    return inference.embed();
  }

  /**
   * Latents to pixels.
   *
   * @param count told of the images
   * @return the pixels
   */
  @Benchmark
  public Object decode(ImageCount count) {
    count.images += minibatch;
    return inference.decode();
  }

  /** Gives the network back. */
  @TearDown
  public void tearDown() {
    inference.close();
  }
}
