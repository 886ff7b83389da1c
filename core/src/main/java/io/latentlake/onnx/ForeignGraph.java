package io.latentlake.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * The graph of another ONNX file, to be written into one of ours. All its names get a prefix, so
 * that none is that of another value; remarks, which may hold paths, are left out.
 */
public final class ForeignGraph {
  /** Domain of the standard operators. */
  static final String STANDARD = "";

  private static final String ITS_OTHER_NAME = "ai.onnx";
  private static final String PREFIX = "backbone/";

  private final Onnx.ModelProto model;
  private final Set<String> made = new HashSet<>();

  private ForeignGraph(Onnx.ModelProto model) {
    this.model = model;
    if (model.getFunctionsCount() > 0) {
      throw new NotInOnnxException(
          "its pretrained network has functions of its own; export that without them"
              + " (onnx.inliner)");
    }
    model.getGraph().getInitializerList().forEach(weights -> made.add(weights.getName()));
    for (Onnx.NodeProto node : model.getGraph().getNodeList()) {
      made.addAll(node.getOutputList());
    }
    // an empty name stands for what is left out
    made.remove("");
  }

  /**
   * Reads a file.
   *
   * @param file all of it, with one input and its weights inside
   * @return its graph
   * @throws NotInOnnxException if it cannot be part of another file
   * @throws IllegalArgumentException if it is no ONNX file
   */
  public static ForeignGraph of(byte[] file) {
    try {
      return new ForeignGraph(Onnx.ModelProto.parseFrom(file));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it is no ONNX model: " + e.getMessage(), e);
    }
  }

  /** Version of the file format. */
  int format() {
    return (int) model.getIrVersion();
  }

  /** Version of each set of operators by its domain. */
  Map<String, Integer> operatorSets() {
    Map<String, Integer> sets = new LinkedHashMap<>();
    for (Onnx.OperatorSetIdProto set : model.getOpsetImportList()) {
      String domain = set.getDomain().equals(ITS_OTHER_NAME) ? STANDARD : set.getDomain();
      sets.put(domain, (int) set.getVersion());
    }
    return sets;
  }

  /** What a value is called in our file; {@code value} is made in this graph. */
  String renamed(String value) {
    return PREFIX + value;
  }

  /** Its weights, renamed. */
  List<Onnx.TensorProto> weights() {
    return model.getGraph().getInitializerList().stream()
        .map(
            weights ->
                weights.toBuilder().setName(renamed(weights.getName())).clearDocString().build())
        .toList();
  }

  /**
   * Its nodes, renamed, in their order.
   *
   * @param given name in our file of what its input is
   */
  List<Onnx.NodeProto> nodes(String given) {
    List<Onnx.NodeProto> nodes = new ArrayList<>();
    for (Onnx.NodeProto node : model.getGraph().getNodeList()) {
      // nodes need not have names, nor different ones
      nodes.add(renamed(node, PREFIX + nodes.size() + "/" + node.getName(), given));
    }
    return nodes;
  }

  private Onnx.NodeProto renamed(Onnx.NodeProto node, String name, String given) {
    Onnx.NodeProto.Builder other =
        node.toBuilder().clearDocString().clearInput().clearOutput().setName(name);
    for (String input : node.getInputList()) {
      other.addInput(input.isEmpty() ? input : made.contains(input) ? renamed(input) : given);
    }
    for (String output : node.getOutputList()) {
      other.addOutput(output.isEmpty() ? output : renamed(output));
    }
    return other.build();
  }
}
