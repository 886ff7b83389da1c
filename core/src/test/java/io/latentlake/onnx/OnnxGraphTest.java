package io.latentlake.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import onnx.Onnx;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

class OnnxGraphTest {
  private final OnnxGraph graph = new OnnxGraph("test");
  private final Tensor input = graph.input("x", ElementType.DOUBLE, "values", 2, 3);

  private Onnx.ModelProto file() throws InvalidProtocolBufferException {
    return Onnx.ModelProto.parseFrom(graph.file("LatentLake", "1"));
  }

  @Test
  void theFileNamesVersionsAndLeavesTheBatchOpen() throws Exception {
    graph.output("y", input.sum(), "a sum");
    graph.metadata("unit", "nats");

    Onnx.ModelProto file = file();

    assertThat(file.getIrVersion()).isEqualTo(8);
    assertThat(file.getOpsetImport(0).getVersion()).isEqualTo(17);
    assertThat(file.getMetadataProps(0).getKey()).isEqualTo("unit");
    Onnx.ValueInfoProto x = file.getGraph().getInput(0);
    assertThat(x.getType().getTensorType().getShape().getDimList())
        .extracting(Onnx.TensorShapeProto.Dimension::getDimParam)
        .containsExactly("images", "", "");
    Onnx.ValueInfoProto y = file.getGraph().getOutput(0);
    assertThat(y.getDocString()).isEqualTo("a sum");
    assertThat(y.getType().getTensorType().getShape().getDimCount()).isEqualTo(1);
  }

  @Test
  void whatIsAskedForTwiceIsComputedOnce() throws Exception {
    graph.output("y", input.times(2).plus(1).plus(input.times(2)), "twice");

    // a product, two sums, and the output's name
    assertThat(file().getGraph().getNodeList())
        .extracting(Onnx.NodeProto::getOpType)
        .containsExactly("Mul", "Add", "Add", "Identity");
  }

  @Test
  void whatNoOutputNeedsIsLeftOut() throws Exception {
    input.timesMatrix(new double[3 * 100], 100);
    graph.output("y", input.size(), "sizes");

    assertThat(file().getGraph().getNodeCount()).isEqualTo(2);
    assertThat(file().getGraph().getInitializerCount()).isZero();
  }

  @Test
  void aFileThatWouldBeTooLargeIsRefused() {
    graph.output("y", input.timesMatrix(new double[3 * 100], 100), "many");

    assertThat(graph.file("LatentLake", "1", 2400)).hasSizeGreaterThan(2400);
    assertThatThrownBy(() -> graph.file("LatentLake", "1", 2399))
        .isInstanceOf(NotInOnnxException.class)
        .hasMessage("it has 2400 bytes of weights, and an ONNX file holds at most 2399");
  }

  @Test
  void valuesOfTwoTypesDoNotMix() {
    assertThatThrownBy(() -> input.plus(input.as(ElementType.FLOAT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x, DOUBLE, and cast_0, FLOAT");
  }

  @Test
  void shapesFollowFromTheOperation() {
    assertThat(input.plus(input.constant(new double[3], 3)).shape()).containsExactly(2, 3);
    assertThat(input.exchanged(0, 1).shape()).containsExactly(3, 2);
    assertThat(input.sumOfFirst().shape()).containsExactly(1, 3);
    assertThat(input.sumOfLast().shape()).containsExactly(2);
    assertThat(input.highest(4).shape()).containsExactly(4);
    assertThat(input.filtered(new double[4 * 2], new double[5 * 3]).shape()).containsExactly(4, 5);
    assertThat(input.placeOfLowest().rowsOf(new double[8], 2, ElementType.FLOAT).shape())
        .containsExactly(2, 2);
  }
}
