package io.latentlake.onnx;

/** Something that a model has cannot be written as an ONNX graph. */
public class NotInOnnxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what cannot be written and why, without a remedy: that is the caller's
   */
  public NotInOnnxException(String message) {
    super(message);
  }
}
