package io.latentlake.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** {@code threshold.json}. */
final class ThresholdFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ThresholdFile() {}

  static byte[] write(Threshold threshold) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema_version", PackageDescription.SCHEMA_VERSION);
    root.put("score", threshold.score());
    root.put("value", threshold.value());
    root.put("quantile", threshold.quantile());
    root.put("split", threshold.split());
    root.put("images", threshold.images());
    // For readers; it follows from the other values
    FlaggedShare share = threshold.flaggedShare();
    root.putObject("flagged_share_of_normal_images")
        .put("low", share.low())
        .put("high", share.high())
        .put("confidence", FlaggedShare.CONFIDENCE);
    threshold.quantiles().forEach(root.putArray("quantiles")::add);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Threshold read(byte[] json) {
    try {
      JsonNode root = JSON.readTree(json);
      PackageDescription.requireReadable("threshold.json", root);
      List<Double> quantiles = new ArrayList<>();
      root.path("quantiles").forEach(value -> quantiles.add(value.asDouble(Double.NaN)));
      return new Threshold(
          root.path("score").asText(),
          root.path("value").asDouble(Double.NaN),
          root.path("quantile").asDouble(Double.NaN),
          root.path("split").asText(),
          root.path("images").asLong(),
          quantiles);
    } catch (IOException | IllegalArgumentException e) {
      throw new IncompatibleModelException(
          "threshold.json is damaged: " + PackageDescription.firstLine(e), e);
    }
  }
}
