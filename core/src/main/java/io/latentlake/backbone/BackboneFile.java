package io.latentlake.backbone;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * An ONNX file of a pretrained network. It comes from anywhere: what it holds is checked, so that
 * running it takes no other file, no operator from elsewhere and no loop.
 */
final class BackboneFile {
  private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

  /** They run graphs within the graph, maybe for ever. */
  private static final Set<String> CONTROL = Set.of("Loop", "Scan", "If", "SequenceMap");

  /** What usually gives a map that is worth naming. */
  private static final Set<String> TELLING =
      Set.of(
          "Add", "Clip", "Concat", "HardSwish", "LeakyRelu", "MaxPool", "Mul", "Relu", "Sigmoid");

  private final Onnx.ModelProto model;
  private final Map<String, Onnx.NodeProto> makers = new HashMap<>();
  private final Onnx.ValueInfoProto input;

  private BackboneFile(Onnx.ModelProto model) {
    this.model = model;
    Onnx.GraphProto graph = model.getGraph();
    for (Onnx.NodeProto node : graph.getNodeList()) {
      requireHarmless(node);
      if (node.getOutputCount() == 0) {
        throw new UnusableBackboneException("node '" + node.getName() + "' gives nothing");
      }
      node.getOutputList().forEach(result -> makers.put(result, node));
    }
    graph.getInitializerList().forEach(BackboneFile::requireInside);
    if (graph.getSparseInitializerCount() > 0) {
      throw new UnusableBackboneException(
          "it has sparse weights, which are not read; save it with dense ones");
    }
    this.input = onlyInput(graph);
  }

  /**
   * Reads a file.
   *
   * @param bytes all of it
   * @throws UnusableBackboneException if it is no ONNX file, or may do what a backbone need not do;
   *     the message says what follows "the file"
   */
  static BackboneFile of(byte[] bytes) {
    try {
      Onnx.ModelProto model = Onnx.ModelProto.parseFrom(bytes);
      if (model.getGraph().getNodeCount() == 0) {
        throw new UnusableBackboneException("it is no ONNX model: it has no graph");
      }
      return new BackboneFile(model);
    } catch (InvalidProtocolBufferException e) {
      throw new UnusableBackboneException("it is no ONNX model, or damaged: " + e.getMessage(), e);
    }
  }

  private static void requireHarmless(Onnx.NodeProto node) {
    if (!DOMAINS.contains(node.getDomain())) {
      throw new UnusableBackboneException(
          "node '"
              + node.getName()
              + "' is an operator of "
              + node.getDomain()
              + ", which would need code from elsewhere; export it with standard operators");
    }
    boolean graphs =
        node.getAttributeList().stream()
            .anyMatch(attribute -> attribute.hasG() || attribute.getGraphsCount() > 0);
    if (CONTROL.contains(node.getOpType()) || graphs) {
      throw new UnusableBackboneException(
          "node '"
              + node.getName()
              + "' is a "
              + node.getOpType()
              + ", which may run for ever; export it without control flow");
    }
    for (Onnx.AttributeProto attribute : node.getAttributeList()) {
      requireInside(attribute.getT());
      attribute.getTensorsList().forEach(BackboneFile::requireInside);
    }
  }

  private static void requireInside(Onnx.TensorProto tensor) {
    if (tensor.getDataLocation() == Onnx.TensorProto.DataLocation.EXTERNAL
        || tensor.getExternalDataCount() > 0) {
      throw new UnusableBackboneException(
          "weights '"
              + tensor.getName()
              + "' lie in another file; save it as one file (onnx.save_model with"
              + " save_as_external_data=False)");
    }
  }

  private static Onnx.ValueInfoProto onlyInput(Onnx.GraphProto graph) {
    // files of old list their weights among the inputs
    Set<String> weights =
        graph.getInitializerList().stream()
            .map(Onnx.TensorProto::getName)
            .collect(Collectors.toSet());
    List<Onnx.ValueInfoProto> inputs =
        graph.getInputList().stream().filter(one -> !weights.contains(one.getName())).toList();
    if (inputs.size() != 1) {
      throw new UnusableBackboneException(
          "it takes the inputs "
              + inputs.stream().map(Onnx.ValueInfoProto::getName).toList()
              + "; a backbone takes images alone");
    }
    return inputs.get(0);
  }

  /** What it is shown. */
  BackboneInput input() {
    return BackboneInput.of(input);
  }

  /** Names of the results that it gives as it is. */
  List<String> outputs() {
    return model.getGraph().getOutputList().stream().map(Onnx.ValueInfoProto::getName).toList();
  }

  /**
   * Names of results, where a node's name stands for its first result.
   *
   * @param named results or nodes
   * @throws NoSuchElementException if there is no such thing; the message is its name
   */
  List<String> results(List<String> named) {
    Map<String, String> byNode = new HashMap<>();
    for (Onnx.NodeProto node : model.getGraph().getNodeList()) {
      byNode.putIfAbsent(node.getName(), node.getOutput(0));
    }
    List<String> results = new ArrayList<>();
    for (String name : named) {
      String result = makers.containsKey(name) ? name : byNode.get(name);
      if (name.isEmpty() || result == null) {
        throw new NoSuchElementException(name);
      }
      results.add(result);
    }
    return results;
  }

  /** Names of layers that are worth a look, in the order in which they are computed. */
  List<String> telling() {
    Set<String> all = new LinkedHashSet<>();
    for (Onnx.NodeProto node : model.getGraph().getNodeList()) {
      if (TELLING.contains(node.getOpType())) {
        all.add(node.getOutput(0));
      }
    }
    all.addAll(outputs());
    return List.copyOf(all);
  }

  /**
   * A file that gives some results and holds no more than they need.
   *
   * @param results their names
   * @return its bytes
   */
  byte[] giving(List<String> results) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(results);
    while (!open.isEmpty()) {
      String value = open.pop();
      if (needed.add(value) && makers.containsKey(value)) {
        open.addAll(makers.get(value).getInputList());
      }
    }
    Onnx.GraphProto whole = model.getGraph();
    Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder().setName(whole.getName());
    graph.addInput(input);
    for (Onnx.NodeProto node : whole.getNodeList()) {
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        graph.addNode(node);
      }
    }
    for (Onnx.TensorProto weights : whole.getInitializerList()) {
      if (needed.contains(weights.getName())) {
        graph.addInitializer(weights);
      }
    }
    // onnxruntime finds out types and shapes itself
    results.forEach(
        name -> graph.addOutput(Onnx.ValueInfoProto.newBuilder().setName(name).build()));
    return model.toBuilder().setGraph(graph).build().toByteArray();
  }
}
