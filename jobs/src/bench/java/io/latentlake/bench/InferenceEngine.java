package io.latentlake.bench;

/**
 * A trained network at work on one minibatch. Each method does the work once, on the images or
 * latents the engine was made for, and gives the results back in some form, for nobody to use.
 */
interface InferenceEngine extends AutoCloseable {
  /** Arrays of pixels to arrays of pixels. */
  Object reconstruct();

  /** Stored images to a reconstruction error each, on the heap. */
  Object score();

  /** Stored images to a latent mean each, on the heap. */
  Object embed();

  /** Arrays of latents to arrays of pixels. */
  Object decode();

  @Override
  void close();
}
