package io.latentlake.export;

import io.latentlake.config.Key;
import java.util.List;
import java.util.Optional;

/** What is exported, and where to: section {@code export}. */
public record ExportOptions(
    @Key(
            value = "[model]",
            meaning =
                "Files to write: model.onnx from pixels to scores, encoder.onnx from pixels to"
                    + " embeddings, decoder.onnx from latents to pixels")
        List<ExportPart> parts,
    @Key(meaning = "Folder that receives the files; the model's own unless it is given")
        Optional<String> path) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if there are none
   */
  public ExportOptions {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException(
          "parts is []; name at least one of model, encoder and decoder");
    }
  }
}
