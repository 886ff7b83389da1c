package io.latentlake.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.image.ImageShape;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** Network configurations from files, of which nothing is believed before it is checked. */
final class NetworkConfigurations {
  private static final String OURS = "io.latentlake.";
  private static final Set<String> ALLOWED_PACKAGES =
      Set.of(
          "org.deeplearning4j.nn.conf.distribution",
          "org.deeplearning4j.nn.conf.graph",
          "org.deeplearning4j.nn.conf.layers",
          "org.deeplearning4j.nn.conf.preprocessor",
          "org.deeplearning4j.nn.weights",
          "org.nd4j.linalg.activations.impl",
          "org.nd4j.linalg.learning.config",
          "org.nd4j.linalg.learning.regularization",
          "org.nd4j.linalg.schedule");
  private static final Pattern SIMPLE_NAME = Pattern.compile("[A-Za-z0-9]+");
  private static final Pattern CLASS_NAME =
      Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*){2,}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private NetworkConfigurations() {}

  /**
   * Refuses a configuration that names a class outside the few packages that our networks use.
   *
   * @throws IncompatibleModelException if it does, or is no JSON
   */
  static void requireAllowed(String json) {
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IncompatibleModelException(
          "model.zip is damaged: configuration.json is no JSON: " + e.getOriginalMessage(), e);
    }
    requireAllowed("", tree);
  }

  private static void requireAllowed(String key, JsonNode node) {
    if (node.isTextual()) {
      String text = node.textValue();
      boolean names = key.equals("@class") || key.equals("type");
      if ((names || CLASS_NAME.matcher(text).matches()) && !allowed(text)) {
        throw new IncompatibleModelException(
            "model.zip is refused: its configuration names the class '"
                + text
                + "', which no model of ours uses");
      }
      return;
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        requireAllowed(field.getKey(), field.getValue());
      }
    } else if (node.isArray()) {
      node.forEach(element -> requireAllowed(key, element));
    }
  }

  private static boolean allowed(String name) {
    if (name.startsWith(OURS)) {
      return true;
    }
    int dot = name.lastIndexOf('.');
    return dot > 0
        && ALLOWED_PACKAGES.contains(name.substring(0, dot))
        && SIMPLE_NAME.matcher(name.substring(dot + 1)).matches();
  }

  /**
   * Reads a configuration that has been checked.
   *
   * @throws IncompatibleModelException if it is none
   */
  static ComputationGraphConfiguration parse(String json) {
    try {
      return ComputationGraphConfiguration.fromJson(json);
    } catch (RuntimeException e) {
      throw new IncompatibleModelException(
          "model.zip is damaged: configuration.json describes no network", e);
    }
  }

  /** Parameters of the network that options describe. */
  static long parameters(ModelOptions options, ImageShape shape) {
    return parameters(NetworkBuilder.configuration(options, shape, new NoOp(), 0, DataType.FLOAT));
  }

  /** Parameters of a network, counted without making it. */
  static long parameters(ComputationGraphConfiguration configuration) {
    long sum = 0;
    for (GraphVertex vertex : configuration.getVertices().values()) {
      sum += vertex.numParams(true);
    }
    return sum;
  }
}
