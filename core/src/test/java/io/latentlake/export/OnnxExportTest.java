package io.latentlake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.IncompatibleModelException;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@SuppressWarnings("try") // a memory scope is only opened and closed
class OnnxExportTest {
  private static final ImageShape SHAPE = new ImageShape(1, 10, 8);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind=conv-vae",
        "kind=conv-ae bottleneck=spatial latent=12",
        "kind=vq-vae",
        "kind=linear-ae"
      })
  void encoderAndDecoderAreTheTwoHalvesOfTheModel(String keys) {
    ModelPackage model = BrieflyTrained.model(SHAPE, keys.split(" "));
    byte[][] pixels = BrieflyTrained.pixels(SHAPE, 5);
    OnnxFile encoder = OnnxExport.of(model, ExportPart.ENCODER);
    OnnxFile decoder = OnnxExport.of(model, ExportPart.DECODER);
    try (InferenceModel inference = model.inferenceModel();
        MemoryWorkspace scope = inference.scope();
        OnnxSession encode = new OnnxSession(encoder.bytes());
        OnnxSession decode = new OnnxSession(decoder.bytes())) {
      assertThat(encoder.outputs())
          .isEqualTo(
              inference.variational()
                  ? List.of("embedding", "log_variance")
                  : List.of("embedding"));
      INDArray mean = inference.encode(inference.input(pixels)).mean();
      float[][] embeddings = (float[][]) encode.run(SHAPE, pixels).get("embedding");
      assertClose(Nd4j.create(embeddings), mean);
      float[][][][] images = (float[][][][]) decode.run(embeddings).get("reconstruction");
      assertClose(Nd4j.create(images), inference.reconstruct(inference.input(pixels)));
    }
  }

  private static void assertClose(INDArray found, INDArray expected) {
    double[] wanted = OffHeap.read(expected);
    double[] values = OffHeap.read(found);
    assertThat(values).hasSameSizeAs(wanted);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(wanted[i], within(1e-5 * Math.max(1, Math.abs(wanted[i]))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"d", "", "A"})
  void aLabelThatTheModelDoesNotKnowIsRefusedAsElsewhere(String unknown) {
    ModelPackage model =
        BrieflyTrained.model(SHAPE, "kind=conditional-vae", "conditional-vae.labels=[a,b,c]");
    byte[][] pixels = BrieflyTrained.pixels(SHAPE, 2);
    for (ExportPart part : List.of(ExportPart.MODEL, ExportPart.ENCODER)) {
      try (OnnxSession session = new OnnxSession(OnnxExport.of(model, part).bytes())) {
        assertThat(session.metadata())
            .containsEntry("label.0", "a")
            .containsEntry("label.2", "c")
            .doesNotContainKey("label.3");
        assertThat(session.run(SHAPE, pixels, new String[] {"b", "c"})).containsKey("embedding");
        assertThatThrownBy(() -> session.run(SHAPE, pixels, new String[] {"b", unknown}))
            .hasRootCauseInstanceOf(OrtException.class)
            .hasMessageContaining("unknown_label")
            .hasMessageContaining("out of data bounds");
      }
    }
  }

  @Test
  void aDecoderOfLabelsDrawsTheLabelThatItIsTold() {
    ModelPackage model =
        BrieflyTrained.model(SHAPE, "kind=conditional-vae", "conditional-vae.labels=[a,b,c]");
    float[][] latents = {{0.5f, -1, 0, 2}, {0.5f, -1, 0, 2}};
    String[] labels = {"c", "a"};
    try (InferenceModel inference = model.inferenceModel();
        MemoryWorkspace scope = inference.scope();
        OnnxSession decode = new OnnxSession(OnnxExport.of(model, ExportPart.DECODER).bytes())) {
      inference.given(labels);
      INDArray expected = inference.decodedPixels(inference.decode(Nd4j.create(latents)));
      float[][][][] found = (float[][][][]) decode.run(latents, labels).get("reconstruction");
      assertClose(Nd4j.create(found), expected);
      assertThat(found[0]).isNotEqualTo(found[1]);
    }
  }

  @Test
  void aDecoderThatNeedsTheImageIsRefused() {
    ModelPackage model = BrieflyTrained.model(SHAPE, "kind=restoring-ae");
    assertThatThrownBy(() -> OnnxExport.of(model, ExportPart.DECODER))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessage(
            "the decoder of a restoring-ae needs an image as well as a latent, so model small has"
                + " no decoder.onnx; leave decoder out of export.parts");
  }

  @Test
  void whatCannotBeWrittenIsLeftOutAndSaid() {
    ModelPackage model = BrieflyTrained.model(SHAPE, "kind=conv-ae", "anomaly-score=test_darkness");
    OnnxFile file = OnnxExport.of(model, ExportPart.MODEL);
    assertThat(file.outputs())
        .containsExactly("reconstruction", "reconstruction_error", "anomaly_map", "embedding");
    String note =
        "anomaly_score and is_anomaly left out: anomaly score 'test_darkness' does not say how"
            + " ONNX computes it; run `score` for them, or train again with another"
            + " model.anomaly-score";
    assertThat(file.notes()).containsExactly(note);
    try (OnnxSession session = new OnnxSession(file.bytes())) {
      assertThat(session.metadata()).containsEntry("note.1", note);
      assertThat(session.run(SHAPE, BrieflyTrained.pixels(SHAPE, 2)))
          .containsOnlyKeys(file.outputs());
    }
  }

  @Test
  void withoutAThresholdThereIsAScoreButNoVerdict() {
    OnnxFile file = OnnxExport.of(BrieflyTrained.model(SHAPE, "kind=dense-ae"), ExportPart.MODEL);
    assertThat(file.outputs()).contains("anomaly_score").doesNotContain("is_anomaly");
    assertThat(file.notes()).hasSize(1).first().asString().startsWith("is_anomaly left out: ");
  }

  @Test
  void theFileSaysWhatItIsAndIsAlwaysTheSame() {
    ModelPackage model =
        BrieflyTrained.model(SHAPE, "kind=conv-vae", "binarisation=fixed")
            .withThreshold(
                Threshold.of("negative_elbo_nats", new double[] {3, 1.5}, 1, "validation"));
    OnnxFile file = OnnxExport.of(model, ExportPart.MODEL);
    assertThat(OnnxExport.of(model, ExportPart.MODEL).bytes()).isEqualTo(file.bytes());
    try (OnnxSession session = new OnnxSession(file.bytes())) {
      assertThat(session.metadata())
          .containsAllEntriesOf(
              Map.ofEntries(
                  Map.entry("model_id", "small"),
                  Map.entry("kind", "conv-vae"),
                  Map.entry("loss", "bce"),
                  Map.entry("loss_unit", "nats"),
                  Map.entry("input_shape", "1x10x8"),
                  Map.entry("embedding_shape", "4x1x1"),
                  Map.entry(
                      "preprocessing",
                      "in the graph: pixels divided by 255, padded with zeros to 12x8"),
                  Map.entry("anomaly_score", "negative_elbo_nats"),
                  Map.entry("anomaly_score_unit", "nats"),
                  Map.entry("anomaly_score_direction", "high is anomalous"),
                  Map.entry("anomaly_map", "smooth-residual"),
                  Map.entry("threshold", "3.0"),
                  Map.entry("threshold_split", "validation"),
                  Map.entry("threshold_images", "2"),
                  Map.entry("package_fingerprint", model.fingerprint()),
                  Map.entry("provenance.data_fingerprint", "0123")))
          .doesNotContainValue("/secret")
          .extractingByKey("note.1")
          .asString()
          .contains("model.binarisation is fixed");
    }
  }

  @Test
  void aPackageThatIsWrittenAgainLosesTheFileOfTheOldOne() throws IOException {
    Configuration hadoop = new Configuration();
    String place = folder.resolve("models/small").toUri().toString();
    ModelPackage model = BrieflyTrained.model(SHAPE, "kind=dense-ae");
    model.write(hadoop, place);
    OnnxFile file = OnnxExport.of(model, ExportPart.MODEL);
    file.write(hadoop, place);
    file.write(hadoop, place);
    Path written = folder.resolve("models/small/model.onnx");
    assertThat(Files.readAllBytes(written)).isEqualTo(file.bytes());
    assertThat(ModelPackage.read(hadoop, place).fingerprint()).isEqualTo(model.fingerprint());
    model.write(hadoop, place);
    assertThat(written).doesNotExist();
  }
}
