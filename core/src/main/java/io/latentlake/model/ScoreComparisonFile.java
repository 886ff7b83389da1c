package io.latentlake.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code scores.json}. */
final class ScoreComparisonFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FIGURES = "auroc_on_drawn_defects";

  private ScoreComparisonFile() {}

  static byte[] write(ScoreComparison comparison) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema_version", PackageDescription.SCHEMA_VERSION);
    root.put("score", comparison.score());
    root.put("chosen", comparison.chosen());
    root.put("split", comparison.split());
    root.put("images", comparison.images());
    ObjectNode figures = root.putObject(FIGURES);
    comparison.auroc().forEach(figures::put);
    // For readers; it follows from the other values
    root.put("reason", comparison.inWords());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ScoreComparison read(byte[] json) {
    try {
      JsonNode root = JSON.readTree(json);
      PackageDescription.requireReadable("scores.json", root);
      Map<String, Double> figures = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> figure : root.path(FIGURES).properties()) {
        figures.put(figure.getKey(), figure.getValue().asDouble(Double.NaN));
      }
      return new ScoreComparison(
          root.path("score").asText(),
          root.path("chosen").asBoolean(),
          root.path("split").asText(),
          root.path("images").asLong(),
          figures);
    } catch (IOException | IllegalArgumentException e) {
      throw new IncompatibleModelException(
          "scores.json is damaged: " + PackageDescription.firstLine(e), e);
    }
  }
}
