package io.latentlake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ModelFunction;
import io.latentlake.explain.Pixels;
import io.latentlake.explain.Requests;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.Target;
import io.latentlake.model.Threshold;
import io.latentlake.model.target.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What onnxruntime makes of an exported model is what the model itself makes. */
@SuppressWarnings("try") // a memory scope is only opened and closed
class OnnxParityTest {
  /** Sides that strides do not divide, so that there is padding. */
  private static final ImageShape SHAPE = new ImageShape(3, 9, 11);

  /** Five windows of structural similarity are halved four times. */
  private static final ImageShape LARGE = new ImageShape(1, 176, 177);

  private static final int IMAGES = 12;

  /** Told a label, the file's second input. */
  private static final String CONDITIONAL = "conditional-vae";

  /** Drawn for each image by its id, which no input of the file has. */
  private static final String DRAWN = "negative_log_likelihood";

  private static final double RELATIVE = 1e-4;

  static List<String> models() {
    List<String> models = new ArrayList<>();
    named(new ModelKind.Names().values()).stream()
        .filter(kind -> !kind.equals(CONDITIONAL))
        // FeatureExportTest has it, with its pretrained network
        .filter(kind -> !ModelKind.named(kind).seesFeatures())
        .forEach(kind -> models.add("kind=" + kind));
    for (String network : List.of("convolutional", "dense")) {
      models.add(
          "kind=" + CONDITIONAL + " conditional-vae.labels=[7,a,Ångström] network=" + network);
    }
    models.addAll(
        List.of(
            "kind=conv-ae network=residual",
            "kind=conv-vae network=residual",
            "kind=vq-vae network=dense",
            "kind=conv-ae bottleneck=spatial latent=18",
            "kind=conv-vae bottleneck=spatial latent=9",
            "kind=vq-vae bottleneck=spatial latent=36",
            "kind=conv-ae loss=squared-error center=true",
            "kind=dense-vae loss=bce center=true"));
    for (String loss : named(new Loss.Names().values())) {
      models.add("kind=conv-ae loss=" + loss);
    }
    for (String kind : List.of("conv-vae", "restoring-ae")) {
      AnomalyScore.of(Options.of(ModelOptions.class, "id=a", "kind=" + kind)).stream()
          .map(AnomalyScore::name)
          .filter(score -> kind.equals("conv-vae") != score.startsWith("defect"))
          .filter(score -> !score.startsWith("test_") && !score.equals(DRAWN))
          .forEach(score -> models.add("kind=" + kind + " anomaly-score=" + score));
    }
    return models;
  }

  private static List<String> named(List<String> values) {
    return values.stream().filter(name -> !name.equals(ModelKind.Names.AUTO)).toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void onnxruntimeFindsWhatTheModelFinds(String keys) {
    ImageShape shape = keys.contains("ms-ssim") ? LARGE : SHAPE;
    ModelPackage trained = BrieflyTrained.model(shape, keys.split(" "));
    assertParity(trained, BrieflyTrained.pixels(shape, shape == LARGE ? 2 : IMAGES));
  }

  /** Writes a model, and compares what onnxruntime finds in images with what the model finds. */
  static void assertParity(ModelPackage trained, byte[][] pixels) {
    ImageShape shape = trained.shape();
    try (InferenceModel inference = trained.inferenceModel();
        MemoryWorkspace scope = inference.scope()) {
      String[] labels = BrieflyTrained.labels(trained.options(), pixels.length);
      inference.given(labels);
      Reconstructions found = inference.reconstructions(inference.input(pixels));
      ModelPackage model = trained.withThreshold(threshold(inference, found));
      OnnxFile file = OnnxExport.of(model, ExportPart.MODEL);
      assertThat(file.notes()).isEmpty();
      try (OnnxSession session = new OnnxSession(file.bytes())) {
        assertSame(model, found, pixels, session.run(shape, pixels, labels));
        assertBatchesOfAnySize(session, shape, pixels, labels);
      }
    }
  }

  /** Between two scores, so that rounding decides nothing. */
  private static Threshold threshold(InferenceModel model, Reconstructions found) {
    double[] scores = model.anomalyScore().perImage(found);
    Arrays.sort(scores);
    int middle = scores.length / 2;
    double between = (scores[middle - 1] + scores[middle]) / 2;
    return Threshold.of(model.anomalyScore().name(), new double[] {between}, 1, "validation");
  }

  private static void assertSame(
      ModelPackage model, Reconstructions found, byte[][] pixels, Map<String, Object> outputs) {
    InferenceModel inference = found.model();
    double[] scores = inference.anomalyScore().perImage(found);
    assertClose("score", (double[]) outputs.get("anomaly_score"), scores, 0);
    double[] errors = (double[]) outputs.get("reconstruction_error");
    assertClose("error", errors, found.reconstructionError(), 0);
    boolean[] verdicts = (boolean[]) outputs.get("is_anomaly");
    for (int i = 0; i < scores.length; i++) {
      assertThat(verdicts[i]).isEqualTo(model.threshold().orElseThrow().exceededBy(scores[i]));
    }
    assertThat(verdicts).contains(true, false);
    INDArray mean = found.posterior().mean();
    assertClose("embedding", flat(outputs.get("embedding")), OffHeap.read(mean), 0.1);
    assertThat(outputs.containsKey("reconstruction")).isEqualTo(inference.givesPictures());
    if (inference.givesPictures()) {
      assertClose("reconstruction", flat(outputs.get("reconstruction")), found.pixels(), 0.1);
    }
    assertThat(outputs.containsKey("log_variance")).isEqualTo(inference.variational());
    if (inference.variational()) {
      INDArray logVariance = found.posterior().logVariance().orElseThrow();
      assertClose("variance", flat(outputs.get("log_variance")), OffHeap.read(logVariance), 0.1);
    }
    assertClose("map", flat(outputs.get("anomaly_map")), map(inference, pixels), 0.1);
  }

  /** What {@code explain} makes. */
  private static double[] map(InferenceModel model, byte[][] pixels) {
    String method = model.findsDefects() ? "defect-map" : "smooth-residual";
    Target target = model.findsDefects() ? Targets.DEFECT_PIXELS : Targets.RECONSTRUCTION_ERROR;
    Pixels images = Pixels.of(model.shape(), pixels);
    return flat(
        AttributionMethod.named(method)
            .attributor(Options.of(ExplainOptions.class))
            .attribute(
                Requests.of(new ModelFunction(model, target, images), images, images.count()))
            .stream()
            .map(Attribution::map)
            .toArray());
  }

  private static void assertBatchesOfAnySize(
      OnnxSession session, ImageShape shape, byte[][] pixels, String[] labels) {
    double[] all = (double[]) session.run(shape, pixels, labels).get("anomaly_score");
    for (int size : new int[] {1, Math.min(5, pixels.length)}) {
      byte[][] few = Arrays.copyOf(pixels, size);
      String[] their = Arrays.copyOf(labels, size);
      double[] scores = (double[]) session.run(shape, few, their).get("anomaly_score");
      assertClose("batch of " + size, scores, Arrays.copyOf(all, size), 0);
    }
  }

  /** Values of arrays in arrays, in their order. */
  private static double[] flat(Object values) {
    if (values instanceof float[] row) {
      return IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray();
    }
    return Arrays.stream((Object[]) values)
        .map(OnnxParityTest::flat)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /** Within 1e-4 of each, or of a share of the largest for values that may be near 0. */
  private static void assertClose(
      String what, double[] found, double[] expected, double shareOfLargest) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(found).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      double size = Math.max(Math.abs(expected[i]), shareOfLargest * largest);
      assertThat(found[i]).as(what).isCloseTo(expected[i], within(RELATIVE * size));
    }
  }
}
