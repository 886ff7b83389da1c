package io.latentlake.model;

import java.util.Locale;

/** What encoder and decoder are made of: what {@code model.network} takes. */
public enum NetworkType {
  /** What is usual for the kind of model. */
  AUTO,
  /** Convolutions that halve the image. */
  CONVOLUTIONAL,
  /** Dense layers. */
  DENSE,
  /** Convolutions that halve the image, and a residual block after each. */
  RESIDUAL;

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
