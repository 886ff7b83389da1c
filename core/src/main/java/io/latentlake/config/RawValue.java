package io.latentlake.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A value as it was written, before conversion to its type. */
sealed interface RawValue {
  /** Nothing was written. */
  record Absent() implements RawValue {
    @Override
    public String toString() {
      return "nothing";
    }
  }

  /** One piece of text. */
  record Text(String text) implements RawValue {
    @Override
    public String toString() {
      return text.isEmpty() ? "\"\"" : text;
    }
  }

  /** Several pieces of text. */
  record Texts(List<String> texts) implements RawValue {
    @Override
    public String toString() {
      return texts.toString();
    }
  }

  /** A node that is not a value for any key. */
  record Other(String what) implements RawValue {
    @Override
    public String toString() {
      return what;
    }
  }

  /** The value of a YAML node. */
  static RawValue of(Node node) {
    if (node instanceof ScalarNode scalar) {
      return Tag.NULL.equals(scalar.getTag()) ? new Absent() : new Text(scalar.getValue());
    }
    if (node instanceof SequenceNode sequence) {
      List<String> texts = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        if (!(item instanceof ScalarNode scalar)) {
          return new Other("a list of sections or lists");
        }
        texts.add(scalar.getValue());
      }
      return new Texts(texts);
    }
    return new Other(node instanceof MappingNode ? "a section" : "something unknown");
  }

  /** Parses an argument or a default; a list may have brackets. */
  static RawValue ofArgument(String text, boolean list) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      return list ? new Texts(List.of()) : new Absent();
    }
    if (!list) {
      return new Text(trimmed);
    }
    if (!trimmed.startsWith("[")) {
      return new Texts(Arrays.stream(trimmed.split(",", -1)).map(String::strip).toList());
    }
    try {
      return of(new Yaml(new LoaderOptions()).compose(new StringReader(trimmed)));
    } catch (YAMLException e) {
      return new Other(trimmed);
    }
  }
}
