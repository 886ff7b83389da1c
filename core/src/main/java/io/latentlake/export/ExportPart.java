package io.latentlake.export;

import java.util.Locale;

/** A part of a model that has a file of its own. */
public enum ExportPart {
  /** From pixels to reconstruction, scores, verdict, map and embedding. */
  MODEL,
  /** From pixels to the embedding. */
  ENCODER,
  /** From a latent to pixels. */
  DECODER;

  /** What the names of all files end in. */
  public static final String EXTENSION = ".onnx";

  /**
   * Name of its file.
   *
   * @return such as {@code model.onnx}
   */
  public String file() {
    return name().toLowerCase(Locale.ROOT) + EXTENSION;
  }
}
