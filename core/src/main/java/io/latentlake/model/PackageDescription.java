package io.latentlake.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Node;
import io.latentlake.architecture.Operation;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code model.yaml}: what a person or another program wants to know of a model. */
final class PackageDescription {
  /** Version of the package's layout that this code writes; it reads this one and older. */
  static final int SCHEMA_VERSION = 2;

  // beyond this no network would fit into memory
  private static final int MAX_SIDE = 16384;

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

  private PackageDescription() {}

  static byte[] write(PackageContents contents) {
    ModelOptions options = contents.options();
    ImageShape shape = contents.shape();
    ObjectNode root = YAML.createObjectNode();
    root.put("schema-version", SCHEMA_VERSION);
    ObjectNode model = root.putObject("model");
    Options.values(options).forEach((key, value) -> model.set(key, YAML.valueToTree(value)));
    ObjectNode image = root.putObject("image");
    image.put("channels", shape.channels());
    image.put("height", shape.height());
    image.put("width", shape.width());
    Shape latent = options.architecture(shape).latentShape();
    ObjectNode embedding = root.putObject("embedding");
    embedding.put("channels", latent.channels());
    embedding.put("height", latent.height());
    embedding.put("width", latent.width());
    ObjectNode preprocessing = root.putObject("preprocessing");
    preprocessing.put("scale", "pixels divided by 255");
    preprocessing.put("centred", options.centred());
    if (options.binarisation() != Binarisation.NONE) {
      preprocessing.put("binarised", "each pixel is 1 with the probability of its value, else 0");
    }
    preprocessing.put("padding", padding(options.architecture(shape)));
    root.put("parameters", contents.parameters().length);
    ObjectNode provenance = root.putObject("provenance");
    contents.provenance().forEach(provenance::put);
    try {
      return YAML.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String padding(Architecture network) {
    for (Node node : network.nodes()) {
      if (node.operation() instanceof Operation.Pad) {
        Shape image = network.at(Architecture.IMAGE).shape();
        return String.format(
            Locale.ROOT,
            "images of %dx%d pixels are padded to %dx%d with black pixels, which the network's"
                + " strides divide; the loss leaves them out",
            image.height(),
            image.width(),
            node.shape().height(),
            node.shape().width());
      }
    }
    return "";
  }

  /**
   * Reads the description; the archive is still missing.
   *
   * @throws IncompatibleModelException if it is damaged or of a newer version
   */
  static PackageContents read(byte[] yaml) {
    try {
      JsonNode root = YAML.readTree(yaml);
      int version = whole(root, "schema-version");
      if (version < 1 || version > SCHEMA_VERSION) {
        throw new IncompatibleModelException(
            "model.yaml has schema-version "
                + version
                + "; this LatentLake reads 1 to "
                + SCHEMA_VERSION
                + ": use the version that wrote it, or a newer one");
      }
      JsonNode image = field(root, "image");
      int height = whole(image, "height");
      int width = whole(image, "width");
      if (height > MAX_SIDE || width > MAX_SIDE) {
        throw new IllegalArgumentException(
            "image is " + height + "x" + width + "; sides are at most " + MAX_SIDE);
      }
      return new PackageContents(
          options(field(root, "model")),
          new ImageShape(whole(image, "channels"), height, width),
          new float[0],
          Optional.empty(),
          provenance(root),
          Optional.empty(),
          new TreeMap<>(),
          Optional.empty());
    } catch (IOException | IllegalArgumentException e) {
      throw new IncompatibleModelException("model.yaml is damaged: " + firstLine(e), e);
    }
  }

  /** A key that an earlier release did not have stands for what that release did: the default. */
  private static ModelOptions options(JsonNode model) {
    for (String key : List.of("id", "kind", "latent")) {
      field(model, key);
    }
    List<String> assignments = new ArrayList<>();
    assign("", model, assignments);
    ModelOptions options = Options.of(ModelOptions.class, assignments.toArray(String[]::new));
    if (options.chosenByImages()) {
      throw new IllegalArgumentException("kind is " + options.kind() + ", which is no network");
    }
    return options;
  }

  private static void assign(String prefix, JsonNode section, List<String> into) {
    for (Map.Entry<String, JsonNode> entry : section.properties()) {
      String path = prefix + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        assign(path + ".", value, into);
      } else {
        into.add(path + "=" + (value.isValueNode() ? value.asText() : value.toString()));
      }
    }
  }

  private static SortedMap<String, String> provenance(JsonNode root) {
    SortedMap<String, String> provenance = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : root.path("provenance").properties()) {
      provenance.put(entry.getKey(), entry.getValue().asText());
    }
    return provenance;
  }

  /** Refuses a file beside this one that a newer release wrote. */
  static void requireReadable(String file, JsonNode root) {
    int version = root.path("schema_version").asInt(SCHEMA_VERSION);
    if (version > SCHEMA_VERSION) {
      throw new IncompatibleModelException(
          file
              + " has schema_version "
              + version
              + "; this LatentLake reads 1 to "
              + SCHEMA_VERSION
              + ": use the version that wrote it, or a newer one");
    }
  }

  private static JsonNode field(JsonNode parent, String name) {
    JsonNode value = parent == null ? null : parent.get(name);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }

  private static int whole(JsonNode parent, String name) {
    JsonNode value = field(parent, name);
    if (!value.isInt()) {
      throw new IllegalArgumentException("'" + name + "' is " + value + ", not a whole number");
    }
    return value.intValue();
  }

  static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
