package io.latentlake.config;

import java.io.StringReader;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads a YAML file along the sections of a record and reports unknown keys. */
final class YamlKeys {
  /** Receives the values found. */
  interface Found {
    void value(String path, RawValue value, String origin);
  }

  private final String name;
  private final Class<? extends Record> type;
  private final Collection<String> paths;
  private final List<Fault> faults;

  YamlKeys(
      String name, Class<? extends Record> type, Collection<String> paths, List<Fault> faults) {
    this.name = name;
    this.type = type;
    this.paths = paths;
    this.faults = faults;
  }

  void read(String yaml, Found found) {
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
      // A file with only comments has no root
      if (root != null && !isNull(root)) {
        section(root, type, "", found);
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      faults.add(new Fault(name, "is not valid YAML: " + e.getProblem(), "line " + line));
    } catch (YAMLException e) {
      faults.add(new Fault(name, "is not valid YAML: " + e.getMessage(), ""));
    }
  }

  private void section(Node node, Class<? extends Record> record, String prefix, Found found) {
    if (!(node instanceof MappingNode mapping)) {
      String path = prefix.isEmpty() ? name : prefix.substring(0, prefix.length() - 1);
      String problem = "found " + RawValue.of(node) + ", allowed is a section of keys";
      faults.add(new Fault(path, problem, origin(node)));
      return;
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : mapping.getValue()) {
      Node keyNode = entry.getKeyNode();
      String key = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "?";
      String path = prefix + key;
      Optional<Part> part =
          Part.of(record).stream().filter(candidate -> candidate.name().equals(key)).findFirst();
      if (!seen.add(key)) {
        faults.add(new Fault(path, "is given twice", origin(keyNode)));
      } else if (part.isEmpty()) {
        faults.add(new Fault(path, noSuchKey(path, paths), origin(keyNode)));
      } else if (part.get().section().isEmpty()) {
        found.value(path, RawValue.of(entry.getValueNode()), origin(entry.getValueNode()));
      } else if (!isNull(entry.getValueNode())) {
        section(entry.getValueNode(), part.get().section().get(), path + ".", found);
      }
    }
  }

  /** Describes an unknown key, with the most similar existing one. */
  static String noSuchKey(String path, Collection<String> paths) {
    List<String> below = paths.stream().filter(p -> p.startsWith(path + ".")).toList();
    if (!below.isEmpty()) {
      return "is a section; set one of its keys: " + String.join(", ", below);
    }
    Set<String> candidates = new LinkedHashSet<>(paths);
    for (String valid : paths) {
      for (int dot = valid.indexOf('.'); dot >= 0; dot = valid.indexOf('.', dot + 1)) {
        candidates.add(valid.substring(0, dot));
      }
    }
    Optional<String> nearest = NearestKey.of(path, candidates);
    if (nearest.isPresent()) {
      return "no such key; did you mean " + nearest.get() + "?";
    }
    int dot = path.lastIndexOf('.');
    String section = path.substring(0, dot + 1);
    List<String> siblings =
        paths.stream()
            .filter(p -> p.startsWith(section))
            .map(p -> p.substring(section.length()).replaceAll("\\..*", ""))
            .distinct()
            .toList();
    return siblings.isEmpty()
        ? "no such key"
        : "no such key; allowed here: " + String.join(", ", siblings);
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
  }

  private String origin(Node node) {
    return name + ", line " + (node.getStartMark().getLine() + 1);
  }
}
