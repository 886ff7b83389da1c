package io.latentlake.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final int LABEL_SET = 2;

  private final String name;
  private final int format;
  private final Map<String, Integer> operatorSets = new LinkedHashMap<>();
  private final Map<String, Onnx.NodeProto> makers = new HashMap<>();
  private int batch;
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
    this.format = IR_VERSION;
    operatorSets.put(ForeignGraph.STANDARD, OPERATOR_SET);
  }

  /**
   * Starts a graph that is to hold another, of that one's operator sets.
   *
   * @param name its name
   * @param part the other
   * @throws NotInOnnxException if what is written around it does not exist in its operator set
   */
  public OnnxGraph(String name, ForeignGraph part) {
    this.name = name;
    this.format = Math.max(IR_VERSION, part.format());
    operatorSets.putAll(part.operatorSets());
    if (operatorSet() < Tensor.LEAST_OPERATOR_SET) {
      throw new NotInOnnxException(
          "its pretrained network is of ONNX operator set "
              + operatorSet()
              + ", and what belongs around it needs "
              + Tensor.LEAST_OPERATOR_SET
              + " or later (onnx.version_converter makes it so)");
    }
  }

  /** Version of the standard operators. */
  int operatorSet() {
    return operatorSets.getOrDefault(ForeignGraph.STANDARD, 0);
  }

  /**
   * Lets the file take one image at a time, because something in it does. To be said before there
   * are inputs and outputs.
   */
  public void oneAtATime() {
    batch = 1;
  }

  /**
   * Writes another graph into this one.
   *
   * @param part the other
   * @param given what it takes
   */
  public void include(ForeignGraph part, Tensor given) {
    part.weights().forEach(weights -> constants.put(weights.getName(), weights));
    part.nodes(given.name()).forEach(node -> put(node.getName(), node));
  }

  /**
   * A result of another graph that has been written into this one.
   *
   * @param part the other
   * @param result its name there; of single precision
   * @param shape for one image
   * @return the result
   */
  public Tensor result(ForeignGraph part, String result, int... shape) {
    return new Tensor(this, part.renamed(result), ElementType.FLOAT, shape);
  }

  /**
   * Adds an input of text, which is one of some words. Running the file fails if it is another.
   *
   * @param input its name
   * @param meaning for a reader
   * @param words the words
   * @return position of each image's word, counted from 0: a value per image
   */
  public Tensor choice(String input, String meaning, List<String> words) {
    inputs.put(
        input, described(input, Onnx.TensorProto.DataType.STRING.getNumber(), meaning, new int[0]));
    operatorSets.put(OnnxNode.LEARNERS, LABEL_SET);
    double[] positions = new double[words.size()];
    Arrays.setAll(positions, i -> i);
    // another word gets a position that is not there, so that looking it up fails
    Tensor found =
        node("LabelEncoder")
            .of(OnnxNode.LEARNERS)
            .with(input)
            .texts("keys_strings", words)
            .list("values_int64s", Arrays.stream(positions).mapToInt(at -> (int) at).toArray())
            .number("default_int64", words.size())
            .gives(ElementType.INT64);
    return constant(ElementType.INT64, positions, words.size())
        .into("Gather")
        .named("unknown_" + input + "_")
        .with(found)
        .gives(ElementType.INT64);
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
    inputs.put(input, described(input, type.number(), meaning, shape));
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
    put(
        output,
        Onnx.NodeProto.newBuilder()
            .setName(output)
            .setOpType("Identity")
            .addInput(values.name())
            .addOutput(output)
            .build());
    outputs.put(output, described(output, values.type().number(), meaning, values.shape()));
  }

  private void put(String key, Onnx.NodeProto node) {
    nodes.put(key, node);
    node.getOutputList().forEach(value -> makers.put(value, node));
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

  /**
   * Adds a node without outputs, whose name is what its own is to begin with, unless there is its
   * like.
   */
  String add(Onnx.NodeProto.Builder node, boolean secondResult) {
    return known.computeIfAbsent(
        node.build(),
        nameless -> {
          String result = node.getOpType().toLowerCase(Locale.ROOT) + "_" + nodes.size();
          node.setName(node.getName() + result).addOutput(result);
          if (secondResult) {
            node.addOutput(result + "_second");
          }
          put(result, node.build());
          return result;
        });
  }

  private Onnx.ValueInfoProto described(String value, int type, String meaning, int[] shape) {
    Onnx.TensorShapeProto.Builder sides = Onnx.TensorShapeProto.newBuilder();
    if (batch == 0) {
      sides.addDimBuilder().setDimParam(BATCH);
    } else {
      sides.addDimBuilder().setDimValue(batch);
    }
    for (int side : shape) {
      sides.addDimBuilder().setDimValue(side);
    }
    Onnx.TypeProto.Tensor tensor =
        Onnx.TypeProto.Tensor.newBuilder().setElemType(type).setShape(sides).build();
    return Onnx.ValueInfoProto.newBuilder()
        .setName(value)
        .setDocString(meaning)
        .setType(Onnx.TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static int size(Onnx.TensorProto weights) {
    return weights.getRawData().isEmpty()
        ? weights.getSerializedSize()
        : weights.getRawData().size();
  }

  /** Names of all values that outputs are computed from. */
  private Set<String> needed() {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(outputs.keySet());
    while (!open.isEmpty()) {
      String value = open.pop();
      if (needed.add(value) && makers.containsKey(value)) {
        open.addAll(makers.get(value).getInputList());
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
        bytes += size(constant.getValue());
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
          if (node.getOutputList().stream().anyMatch(needed::contains)) {
            graph.addNode(node);
          }
        });
    Onnx.ModelProto.Builder model =
        Onnx.ModelProto.newBuilder()
            .setIrVersion(format)
            .setProducerName(producer)
            .setProducerVersion(version)
            .setModelVersion(1)
            .setGraph(graph);
    operatorSets.forEach(
        (domain, set) -> model.addOpsetImportBuilder().setDomain(domain).setVersion(set));
    metadata.forEach((key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
    return model.build().toByteArray();
  }
}
