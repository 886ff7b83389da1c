package io.latentlake.explain;

import java.util.Optional;

/** What an explanation may ask of a model besides the explained number. */
public interface ExplainedModel {
  /**
   * The codes of images.
   *
   * @param images pixels in [0, 1]
   * @return posterior means, a row of latent units per image
   */
  float[][] encode(Pixels images);

  /**
   * The variances of the codes.
   *
   * @param images pixels in [0, 1]
   * @return natural logarithms, a row of latent units per image; empty if the model has none
   */
  Optional<float[][]> logVariances(Pixels images);

  /**
   * The images that codes stand for.
   *
   * @param codes a row of latent units per image
   * @return pixels, near [0, 1]
   * @throws IllegalArgumentException if the decoder needs the image as well
   */
  Pixels decode(float[][] codes);

  /**
   * Whether codes alone can be decoded.
   *
   * @return false if the decoder needs the image as well, as with skip connections
   */
  boolean decodesLatents();

  /**
   * Whether the model makes pictures of images.
   *
   * @return false if it sees features of another network
   */
  boolean reconstructs();

  /**
   * What the model makes of images.
   *
   * @param images pixels in [0, 1]
   * @return pixels, near [0, 1]
   */
  Pixels reconstruct(Pixels images);
}
