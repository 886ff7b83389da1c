package io.latentlake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.Threshold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/** What onnxruntime makes of an exported model is what the model itself makes. */
class OnnxParityTest {
  private static final int IMAGES = 24;
  private static final double RELATIVE = 1e-4;

  static List<String> models() {
    List<String> models = new ArrayList<>();
    for (String kind : named(new ModelKind.Names().values())) {
      models.add("kind=" + kind);
      if (ModelKind.named(kind).networks().size() > 1) {
        ModelKind.named(kind)
            .networks()
            .forEach(
                network ->
                    models.add("kind=" + kind + " network=" + network.toString().toLowerCase()));
      }
    }
    models.addAll(
        List.of(
            "kind=conv-ae bottleneck=spatial latent=16",
            "kind=conv-vae bottleneck=spatial latent=32",
            "kind=vq-ae bottleneck=spatial latent=16",
            "kind=conv-ae loss=squared-error center=on"));
    for (String loss : named(new Loss.Names().values())) {
      models.add("kind=conv-ae loss=" + loss);
    }
    return models;
  }

  private static List<String> named(List<String> values) {
    return values.stream().filter(name -> !List.of("auto", "select").contains(name)).toList();
  }

  @Test
  void list() {
    assertThat(models()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("models")
  void onnxruntimeAgrees(String keys) {
    boolean large = keys.contains("ms-ssim");
    for (ImageShape shape :
        large
            ? List.of(new ImageShape(1, 176, 177))
            : List.of(new ImageShape(1, 8, 8), new ImageShape(3, 9, 11))) {
      ModelPackage model = BrieflyTrained.model(shape, keys.split(" "));
      byte[][] pixels = BrieflyTrained.pixels(shape, large ? 3 : IMAGES);
      compare(model, shape, pixels);
    }
  }

  private static void compare(ModelPackage trained, ImageShape shape, byte[][] pixels) {
    try (InferenceModel inference = trained.inferenceModel();
        MemoryWorkspace scope = inference.scope()) {
      Reconstructions found = inference.reconstructions(inference.input(pixels));
      double[] scores = inference.anomalyScore().perImage(found);
      Threshold threshold =
          Threshold.of(inference.anomalyScore().name(), scores, 0.7, "validation");
      // between two scores, so that rounding decides nothing
      double[] sorted = scores.clone();
      Arrays.sort(sorted);
      ModelPackage model = trained.withThreshold(threshold);
      OnnxFile file = OnnxExport.of(model, ExportPart.MODEL);
      assertThat(file.notes()).isEmpty();
      try (OnnxSession session = new OnnxSession(file.bytes())) {
        Map<String, Object> all = session.run(shape, pixels);
        assertThat(all).containsOnlyKeys(file.outputs());
        assertClose("scores", (double[]) all.get("anomaly_score"), scores);
        assertClose(
            "errors", (double[]) all.get("reconstruction_error"), found.reconstructionError());
        assertClose(
            "embedding",
            flat((float[][]) all.get("embedding")),
            OffHeap.read(found.posterior().mean()));
        assertClose("reconstruction", flat4(all.get("reconstruction")), found.pixels());
        assertThat(all.containsKey("log_variance")).isEqualTo(inference.variational());
        if (inference.variational()) {
          assertClose(
              "log-variance",
              flat((float[][]) all.get("log_variance")),
              OffHeap.read(found.posterior().logVariance().orElseThrow()));
        }
        boolean[] verdicts = (boolean[]) all.get("is_anomaly");
        for (int i = 0; i < scores.length; i++) {
          if (scores[i] != threshold.value()) {
            assertThat(verdicts[i]).isEqualTo(threshold.exceededBy(scores[i]));
          }
        }
        map(inference, shape, pixels, all);
      }
    }
  }

  private static void map(
      InferenceModel inference, ImageShape shape, byte[][] pixels, Map<String, Object> all) {}

  private static double[] flat4(Object values) {
    float[][][][] images = (float[][][][]) values;
    return flat(
        Arrays.stream(images)
            .flatMap(Arrays::stream)
            .flatMap(Arrays::stream)
            .toArray(float[][]::new));
  }

  private static double[] flat(float[][] rows) {
    return Arrays.stream(rows)
        .flatMapToDouble(
            row -> java.util.stream.IntStream.range(0, row.length).mapToDouble(i -> row[i]))
        .toArray();
  }

  /** Within 1e-4 of the largest, and of each that is not near 0. */
  private static void assertClose(String what, double[] found, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      double room = RELATIVE * Math.max(Math.abs(expected[i]), 0.1 * largest);
      assertThat(found[i]).as(what).isCloseTo(expected[i], within(room));
    }
  }
}
