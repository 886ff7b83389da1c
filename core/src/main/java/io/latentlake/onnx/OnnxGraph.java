package io.latentlake.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import onnx.Onnx;
import org.nd4j.shade.protobuf.ByteString;

/**
 * An ONNX graph while it is written. The first axis of its inputs and outputs is the batch, whose
 * size is left open. What is asked for twice is computed once; what no output needs is left out of
 * the file.
 */
public final class OnnxGraph {
  /** Name of the first axis of every input and output. */
  public static final String BATCH = "images";

  /** The most bytes that a file may have: what reads it counts them in 32 bits. */
  public static final long MOST_BYTES = Integer.MAX_VALUE;

  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;

  private final String name;
  private final Map<String, Onnx.ValueInfoProto> inputs = new LinkedHashMap<>();
  private final Map<String, Onnx.ValueInfoProto> outputs = new LinkedHashMap<>();
  private final Map<String, Onnx.TensorProto> constants = new LinkedHashMap<>();
  private final Map<String, Onnx.NodeProto> nodes = new LinkedHashMap<>();
  private final Map<Onnx.NodeProto, String> known = new HashMap<>();
  private final Map<Onnx.TensorProto, String> knownConstants = new HashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /**
   * Starts a graph.
   *
   * @param name its name
   */
  public OnnxGraph(String name) {
    this.name = name;
  }

  /**
   * Adds an input.
   *
   * @param input its name
   * @param type of its values
   * @param meaning for a reader
   * @param shape for one image
   * @return its values
   */
  public Tensor input(String input, ElementType type, String meaning, int... shape) {
    inputs.put(input, described(input, type, meaning, shape));
    return new Tensor(this, input, type, shape);
  }

  /**
   * Makes values an output.
   *
   * @param output its name
   * @param values what it gives
   * @param meaning for a reader: unit and direction
   */
  public void output(String output, Tensor values, String meaning) {
    nodes.put(
        output,
        Onnx.NodeProto.newBuilder()
            .setName(output)
            .setOpType("Identity")
            .addInput(values.name())
            .addOutput(output)
            .build());
    outputs.put(output, described(output, values.type(), meaning, values.shape()));
  }

  /**
   * Names of the outputs.
   *
   * @return in the order in which they were added
   */
  public List<String> outputs() {
    return List.copyOf(outputs.keySet());
  }

  /**
   * Says something about the file.
   *
   * @param key of a line
   * @param value of the line
   */
  public void metadata(String key, String value) {
    metadata.put(key, value);
  }

  /**
   * Values that are the same for every image.
   *
   * @param type of the values
   * @param values in order, the last axis fastest
   * @param shape none for a single value
   * @return the values; their shape has no batch
   */
  public Tensor constant(ElementType type, double[] values, int... shape) {
    Onnx.TensorProto.Builder tensor =
        Onnx.TensorProto.newBuilder()
            .setDataType(type.number())
            .setRawData(ByteString.copyFrom(type.bytes(values)));
    for (int side : shape) {
      tensor.addDims(side);
    }
    Onnx.TensorProto unnamed = tensor.build();
    String constant = knownConstants.get(unnamed);
    if (constant == null) {
      constant = "constant_" + constants.size();
      knownConstants.put(unnamed, constant);
      constants.put(constant, unnamed.toBuilder().setName(constant).build());
    }
    return new Tensor(this, constant, type, shape);
  }

  /** Starts a node of an ONNX operator. */
  OnnxNode node(String operator) {
    return new OnnxNode(this, operator);
  }

  /** Adds a node without outputs and a name, unless there is its like. */
  String add(Onnx.NodeProto.Builder node, boolean secondResult) {
    return known.computeIfAbsent(
        node.build(),
        nameless -> {
          String result = node.getOpType().toLowerCase(Locale.ROOT) + "_" + nodes.size();
          node.setName(result).addOutput(result);
          if (secondResult) {
            node.addOutput(result + "_second");
          }
          nodes.put(result, node.build());
          return result;
        });
  }

  private static Onnx.ValueInfoProto described(
      String value, ElementType type, String meaning, int[] shape) {
    Onnx.TensorShapeProto.Builder sides = Onnx.TensorShapeProto.newBuilder();
    sides.addDimBuilder().setDimParam(BATCH);
    for (int side : shape) {
      sides.addDimBuilder().setDimValue(side);
    }
    Onnx.TypeProto.Tensor tensor =
        Onnx.TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(sides).build();
    return Onnx.ValueInfoProto.newBuilder()
        .setName(value)
        .setDocString(meaning)
        .setType(Onnx.TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** Names of all values that outputs are computed from. */
  private Set<String> needed() {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(outputs.keySet());
    while (!open.isEmpty()) {
      String value = open.pop();
      if (needed.add(value) && nodes.containsKey(value)) {
        open.addAll(nodes.get(value).getInputList());
      }
    }
    return needed;
  }

  /**
   * The file.
   *
   * @param producer who wrote it
   * @param version of the producer
   * @return a {@code ModelProto}; the same graph gives the same bytes
   * @throws NotInOnnxException if it would be larger than {@link #MOST_BYTES}
   */
  public byte[] file(String producer, String version) {
    return file(producer, version, MOST_BYTES);
  }

  byte[] file(String producer, String version, long mostBytes) {
    Set<String> needed = needed();
    List<Onnx.TensorProto> weights = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, Onnx.TensorProto> constant : constants.entrySet()) {
      if (needed.contains(constant.getKey())) {
        weights.add(constant.getValue());
        bytes += constant.getValue().getRawData().size();
      }
    }
    if (bytes > mostBytes) {
      throw new NotInOnnxException(
          "it has " + bytes + " bytes of weights, and an ONNX file holds at most " + mostBytes);
    }
    Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder().setName(name);
    graph.addAllInput(inputs.values()).addAllOutput(outputs.values()).addAllInitializer(weights);
    nodes.forEach(
        (value, node) -> {
          if (needed.contains(value)) {
            graph.addNode(node);
          }
        });
    Onnx.ModelProto.Builder model =
        Onnx.ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName(producer)
            .setProducerVersion(version)
            .setModelVersion(1)
            .setGraph(graph);
    model.addOpsetImportBuilder().setDomain("").setVersion(OPERATOR_SET);
    metadata.forEach((key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
    return model.build().toByteArray();
  }
}
