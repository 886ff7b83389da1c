package io.latentlake.model;

/** Reconstruction loss of an image, summed over channels and pixels; lower is better. */
public enum Loss {
  /** Binary cross-entropy in nats; the decoder's output are logits. */
  BCE("bce"),
  /** Sum of squared differences in pixel units [0, 1]; the decoder's output are pixel values. */
  SQUARED_ERROR("squared-error");

  private final String key;

  Loss(String key) {
    this.key = key;
  }

  /**
   * How the loss is spelled in a configuration.
   *
   * @return {@code bce} or {@code squared-error}
   */
  public String key() {
    return key;
  }
}
