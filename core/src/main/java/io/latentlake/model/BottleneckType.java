package io.latentlake.model;

import java.util.Locale;

/** What form a latent has: what {@code model.bottleneck} takes. */
public enum BottleneckType {
  /** Units that each see the whole image, by a dense layer each way. */
  FLAT,
  /** A small map, by a convolution of one pixel each way: a unit sees a part of the image. */
  SPATIAL;

  /**
   * Its name in configurations.
   *
   * @return lower case
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
