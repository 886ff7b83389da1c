package io.latentlake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.architecture.Shape;
import io.latentlake.backbone.Backbone;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.backbone.TinyBackbone;
import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.FittedNetwork;
import io.latentlake.model.FittedNetwork.Weights;
import io.latentlake.model.IncompatibleModelException;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import onnx.Onnx;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** A model of features of a pretrained network as one file, that network inside. */
class FeatureExportTest {
  private static final ImageShape GREY = new ImageShape(1, 9, 11);
  private static final ImageShape COLOUR = new ImageShape(3, 20, 14);
  private static final int IMAGES = 12;
  private static final int LATENT = 3;

  private static ModelPackage model(ImageShape images, byte[] file, String... own) {
    Backbone backbone = new Backbone(Options.of(FeatureOptions.class, own), file).described(images);
    return model(images, backbone, "feature_error_top");
  }

  /** Random components, which parity does not care about. */
  private static ModelPackage model(ImageShape images, Backbone backbone, String score) {
    ModelOptions options =
        Options.of(
                ModelOptions.class,
                "id=m",
                "kind=feature-ae",
                "latent=" + LATENT,
                "anomaly-score=" + score)
            .withOwn(backbone.options());
    int features = backbone.options().shape().map(Shape::channels).orElseThrow();
    Random random = new Random(1);
    Weights encoder = new Weights(numbers(random, LATENT * features), numbers(random, LATENT));
    Weights decoder = new Weights(numbers(random, features * LATENT), numbers(random, features));
    ComputationGraph graph =
        new FittedNetwork(options, Map.of("code", encoder, "features", decoder), 0, "")
            .graph(images);
    ModelPackage model =
        ModelPackage.of(options, images, Optional.empty(), graph, Map.of())
            .withBackbone(backbone.file());
    OffHeap.close(graph.params());
    return model;
  }

  private static double[] numbers(Random random, int count) {
    return random.doubles(count, -0.5, 0.5).toArray();
  }

  private static byte[] ofOperators(byte[] file, int version) {
    try {
      Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(file).toBuilder();
      model.getOpsetImportBuilder(0).setVersion(version);
      // names that ours have as well, remarks that nobody else need read
      Onnx.GraphProto.Builder graph = model.getGraphBuilder();
      graph.getNodeBuilder(0).setName("constant_0").setDocString("/home/someone");
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 16, 11", "3, 16, 12", "1, 8, 13", "3, 16, 17", "3, 6, 18", "3, 30, 21"})
  void onnxruntimeFindsWhatTheModelFinds(int channels, int side, int operators) {
    byte[] file = ofOperators(TinyBackbone.file(channels, side), operators);
    for (ImageShape images : List.of(GREY, COLOUR)) {
      byte[][] pixels = BrieflyTrained.pixels(images, IMAGES);
      for (String layers : List.of("[relu_1,relu_3]", "[relu_3]")) {
        OnnxParityTest.assertParity(
            model(images, file, "layers=" + layers, "mean=[0.4,0.5,0.6]"), pixels);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"feature_error_top", "feature_error_peak", "feature_error_mean"})
  void everyScoreOfFeaturesIsWritten(String score) {
    FeatureOptions own =
        Options.of(FeatureOptions.class, "layers=[relu_3,relu_1]", "grid=coarsest");
    Backbone backbone = new Backbone(own, TinyBackbone.file(3, 16)).described(COLOUR);
    OnnxParityTest.assertParity(
        model(COLOUR, backbone, score), BrieflyTrained.pixels(COLOUR, IMAGES));
  }

  /** An export takes bytes; halving gives halves of grey levels, which both sides round alike. */
  @Test
  void ourOwnExportsAreBackbones() {
    ModelPackage first = BrieflyTrained.model(new ImageShape(1, 8, 8), "kind=conv-ae");
    byte[] file = OnnxExport.of(first, ExportPart.ENCODER).bytes();
    for (ImageShape images : List.of(new ImageShape(1, 16, 16), GREY, COLOUR)) {
      OnnxParityTest.assertParity(
          model(images, file, "layers=[leakyrelu_3]"), BrieflyTrained.pixels(images, IMAGES));
    }
  }

  @Test
  void theFileSaysWhatItHoldsAndHasNoPicture() throws InvalidProtocolBufferException {
    ModelPackage model = model(GREY, ofOperators(TinyBackbone.file(3, 16), 18), "layers=[relu_3]");
    OnnxFile file = OnnxExport.of(model, ExportPart.MODEL);
    assertThat(file.outputs())
        .containsExactly("reconstruction_error", "anomaly_score", "anomaly_map", "embedding");
    assertThat(OnnxExport.of(model, ExportPart.MODEL).bytes()).isEqualTo(file.bytes());
    try (OnnxSession session = new OnnxSession(file.bytes())) {
      assertThat(session.metadata())
          .containsEntry("input_shape", "1x9x11")
          .containsEntry("anomaly_map", "smooth-residual")
          .containsEntry("backbone_layers", "relu_3")
          .containsEntry(
              "backbone_sha256", model.options().own(FeatureOptions.class).sha256().orElseThrow())
          .containsEntry(
              "preprocessing",
              "in the graph: pixels divided by 255, resized to 16x16 in 3 channels, less"
                  + " [0.485, 0.456, 0.406], divided by [0.229, 0.224, 0.225]");
    }
    Onnx.ModelProto proto = Onnx.ModelProto.parseFrom(file.bytes());
    assertThat(proto.getOpsetImport(0).getVersion()).isEqualTo(18);
    assertThat(proto.toByteString().toStringUtf8()).doesNotContain("/home/someone");
  }

  @Test
  void theEncoderGivesEmbeddingsAlone() {
    ModelPackage model = model(GREY, TinyBackbone.file(3, 16), "layers=[relu_3]");
    assertThat(OnnxExport.of(model, ExportPart.ENCODER).outputs()).containsExactly("embedding");
    assertThatThrownBy(() -> OnnxExport.of(model, ExportPart.DECODER))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("the decoder of a feature-ae needs an image as well as a latent");
  }

  @Test
  void oldOperatorsAreRefusedWithTheReason() {
    ModelPackage model = model(GREY, ofOperators(TinyBackbone.file(3, 16), 9), "layers=[relu_3]");
    assertThatThrownBy(() -> OnnxExport.of(model, ExportPart.MODEL))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessage(
            "model m cannot be written as model.onnx: its pretrained network is of ONNX operator"
                + " set 9, and what belongs around it needs 11 or later (onnx.version_converter"
                + " makes it so); run `score` and `embed` instead, or train a model that can");
  }

  @Test
  void aNetworkThatTakesOneImageMakesAFileThatTakesOne() throws InvalidProtocolBufferException {
    Onnx.ModelProto.Builder network =
        Onnx.ModelProto.parseFrom(TinyBackbone.file(3, 16)).toBuilder();
    network
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimValue(1);
    OnnxFile file =
        OnnxExport.of(
            model(GREY, network.build().toByteArray(), "layers=[relu_3]"), ExportPart.ENCODER);
    assertThat(file.notes())
        .containsExactly("the graph takes one image at a time, as its pretrained network does");
    try (OnnxSession session = new OnnxSession(file.bytes())) {
      assertThat(session.run(GREY, BrieflyTrained.pixels(GREY, 1))).containsKey("embedding");
      assertThatThrownBy(() -> session.run(GREY, BrieflyTrained.pixels(GREY, 2)))
          .hasMessageContaining("Got invalid dimensions for input: pixels");
    }
  }
}
