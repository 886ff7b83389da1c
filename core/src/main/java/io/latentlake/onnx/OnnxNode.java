package io.latentlake.onnx;

import java.util.Arrays;
import java.util.List;
import onnx.Onnx;
import org.nd4j.shade.protobuf.ByteString;

/** A node of an ONNX graph while it is written. */
public final class OnnxNode {
  /** Domain of the operators of {@code ai.onnx.ml}. */
  static final String LEARNERS = "ai.onnx.ml";

  private final OnnxGraph graph;
  private final Onnx.NodeProto.Builder node;
  private boolean second;

  OnnxNode(OnnxGraph graph, String operator) {
    this.graph = graph;
    this.node = Onnx.NodeProto.newBuilder().setOpType(operator);
  }

  /**
   * Adds an input.
   *
   * @param values what the operator takes next
   * @return this
   */
  public OnnxNode with(Tensor values) {
    node.addInput(values.name());
    return this;
  }

  /** Adds an input by its name. */
  OnnxNode with(String name) {
    node.addInput(name);
    return this;
  }

  /** Says where the operator comes from, if it is no standard one. */
  OnnxNode of(String domain) {
    node.setDomain(domain);
    return this;
  }

  /** Says how its name begins, which a message has if the operator fails. */
  OnnxNode named(String start) {
    node.setName(start);
    return this;
  }

  /** Adds an attribute that is a list of texts. */
  OnnxNode texts(String name, List<String> values) {
    Onnx.AttributeProto.Builder attribute =
        attribute(name, Onnx.AttributeProto.AttributeType.STRINGS);
    values.forEach(value -> attribute.addStrings(ByteString.copyFromUtf8(value)));
    return this;
  }

  /**
   * Adds an input of whole numbers.
   *
   * @param values a row
   * @return this
   */
  public OnnxNode with(int... values) {
    double[] numbers = Arrays.stream(values).asDoubleStream().toArray();
    return with(graph.constant(ElementType.INT64, numbers, values.length));
  }

  /**
   * Adds an attribute that is a list.
   *
   * @param name the attribute
   * @param values its values
   * @return this
   */
  public OnnxNode list(String name, int... values) {
    Onnx.AttributeProto.Builder attribute = attribute(name, Onnx.AttributeProto.AttributeType.INTS);
    for (int value : values) {
      attribute.addInts(value);
    }
    return this;
  }

  /**
   * Adds an attribute that is a whole number.
   *
   * @param name the attribute
   * @param value its value
   * @return this
   */
  public OnnxNode number(String name, int value) {
    attribute(name, Onnx.AttributeProto.AttributeType.INT).setI(value);
    return this;
  }

  /**
   * Adds an attribute of single precision.
   *
   * @param name the attribute
   * @param value its value
   * @return this
   */
  public OnnxNode decimal(String name, double value) {
    attribute(name, Onnx.AttributeProto.AttributeType.FLOAT).setF((float) value);
    return this;
  }

  private Onnx.AttributeProto.Builder attribute(
      String name, Onnx.AttributeProto.AttributeType type) {
    return node.addAttributeBuilder().setName(name).setType(type);
  }

  /** Says that the operator has a second result, which is not wanted. */
  OnnxNode withSecondResult() {
    second = true;
    return this;
  }

  /**
   * Ends the node.
   *
   * @param type of its result
   * @param shape of its result for one image
   * @return the result
   */
  public Tensor gives(ElementType type, int... shape) {
    return new Tensor(graph, graph.add(node, second), type, shape);
  }
}
