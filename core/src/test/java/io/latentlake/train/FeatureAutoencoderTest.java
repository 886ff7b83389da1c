package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.architecture.Shape;
import io.latentlake.backbone.Backbone;
import io.latentlake.backbone.FeatureExtractor;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.backbone.TinyBackbone;
import io.latentlake.config.Options;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ModelFunction;
import io.latentlake.explain.ModelView;
import io.latentlake.explain.Pixels;
import io.latentlake.export.ExportPart;
import io.latentlake.export.OnnxExport;
import io.latentlake.infer.InferencePass;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.IncompatibleModelException;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.TrainingArrays;
import io.latentlake.model.target.Targets;
import io.latentlake.progress.Progress;
import io.latentlake.score.EmbedOptions;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/** {@code feature-ae}: principal components of what a pretrained network gives. */
class FeatureAutoencoderTest {
  private static final Configuration HADOOP = new Configuration();
  private static final int TRAINING = 70;
  private static final int VALIDATION = 12;
  private static final AtomicBoolean ASKED = new AtomicBoolean();

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path backbone;
  private static String output;
  private static ModelPackage model;
  private static TrainResult trained;

  @BeforeAll
  static void fit() {
    spark = LocalSpark.session();
    output = ImagesFixture.write(folder, TRAINING, VALIDATION);
    backbone = TinyBackbone.write(folder, 3, 16);
    trained = train(options("layers=[relu_1, relu_3]", "variance=0", "grid=coarsest"));
    model = trained.model();
  }

  private static ModelOptions options(String... own) {
    List<String> keys =
        new ArrayList<>(
            List.of("id=m", "kind=feature-ae", "latent=3", "feature-ae.backbone=" + backbone));
    for (String key : own) {
      keys.add("feature-ae." + key);
    }
    return Options.of(ModelOptions.class, keys.toArray(String[]::new));
  }

  private static TrainRequest request(ModelOptions options, String... train) {
    return new TrainRequest(
        output,
        ImagesFixture.DATA_ID,
        options,
        Options.of(TrainOptions.class, train),
        42,
        Map.of());
  }

  private static TrainResult train(ModelOptions options) {
    return Trainer.of(spark, request(options))
        .train(
            Progress.NONE,
            () -> {
              ASKED.set(true);
              return false;
            });
  }

  private static Dataset<Row> images(String split) {
    return new TableStore(spark, output)
        .read(ImagesTable.key(ImagesFixture.DATA_ID), ImagesTable.SCHEMA)
        .where("split = '" + split + "'");
  }

  private static byte[][] pixels(String split) {
    return images(split).select(ImagesTable.PIXELS).collectAsList().stream()
        .map(row -> (byte[]) row.get(0))
        .toArray(byte[][]::new);
  }

  private static float[] features(byte[][] pixels) {
    Backbone file = Backbone.read(HADOOP, model.options().own(FeatureOptions.class));
    try (FeatureExtractor extractor = FeatureExtractor.open(file.use(), ImagesFixture.SHAPE)) {
      return extractor.features(TrainingArrays.scaled(pixels, ImagesFixture.SHAPE), pixels.length);
    }
  }

  /** A row for each place of each image. */
  private static double[][] places(float[] features, int images, Shape seen) {
    int area = seen.height() * seen.width();
    double[][] places = new double[images * area][seen.channels()];
    for (int i = 0; i < features.length; i++) {
      int image = i / seen.values();
      int channel = i / area % seen.channels();
      places[image * area + i % area][channel] = features[i];
    }
    return places;
  }

  /** A job that asks is waited for; this one could not end early, so it is to be interrupted. */
  @Test
  void theOnePassNeverAsksWhetherToStop() {
    assertThat(trained.model()).isNotNull();
    assertThat(ASKED).isFalse();
  }

  @Test
  void componentsAreThoseOfAPlainAnalysisOfTheSameFeatures() {
    byte[][] pixels = pixels("train");
    Shape seen = model.options().seen(ImagesFixture.SHAPE);
    assertThat(seen).isEqualTo(new Shape(11, 8, 8));
    double[][] places = places(features(pixels), pixels.length, seen);
    EigenDecomposition plain =
        new EigenDecomposition(new Covariance(places, false).getCovarianceMatrix());
    RealMatrix wanted = plain.getV().getSubMatrix(0, 10, 0, 2);

    // encoder [3, 11] and its offset, decoder [11, 3] and the mean
    float[] parameters = model.parameters();
    assertThat(parameters).hasSize(3 * 11 + 3 + 11 * 3 + 11);
    RealMatrix found = decoder();
    double least =
        new SingularValueDecomposition(wanted.transpose().multiply(found)).getSingularValues()[2];
    assertThat(Math.toDegrees(Math.acos(Math.min(1, least)))).isLessThan(0.1);
  }

  /** What the decoder makes of each unit: its columns, found by decoding with the model itself. */
  private static RealMatrix decoder() {
    org.deeplearning4j.nn.graph.ComputationGraph graph = model.trainingGraph();
    double[] weights = OffHeap.read(graph.getLayer("features").getParam("W"));
    OffHeap.close(graph.params());
    RealMatrix columns = new Array2DRowRealMatrix(11, 3);
    for (int i = 0; i < weights.length; i++) {
      columns.setEntry(i / 3, i % 3, weights[i]);
    }
    return columns;
  }

  @Test
  @SuppressWarnings("try") // a memory scope is only opened and closed
  void errorsAreWhatTheSubspaceLeaves() {
    byte[][] pixels = pixels("validation");
    Shape seen = model.options().seen(ImagesFixture.SHAPE);
    double[][] train = places(features(pixels("train")), TRAINING, seen);
    double[] mean = new double[11];
    for (double[] place : train) {
      for (int j = 0; j < 11; j++) {
        mean[j] += place[j] / train.length;
      }
    }
    double[][] places = places(features(pixels), pixels.length, seen);
    RealMatrix decoder = decoder();
    try (InferenceModel inference = model.inferenceModel();
        MemoryWorkspace scope = inference.scope()) {
      Reconstructions found = inference.reconstructions(inference.input(pixels));
      double[] errors = found.reconstructionError();
      float[][] codes = OffHeap.rows(found.posterior().mean());
      float[][] maps = found.spreadFeatureErrors();
      for (int image = 0; image < pixels.length; image++) {
        double expected = 0;
        double[] code = new double[3];
        for (int place = 0; place < 64; place++) {
          double[] centred = places[image * 64 + place].clone();
          for (int j = 0; j < 11; j++) {
            centred[j] -= mean[j];
          }
          double[] units = decoder.preMultiply(centred);
          double[] left = decoder.operate(units);
          for (int j = 0; j < 11; j++) {
            expected += Math.pow(centred[j] - left[j], 2);
          }
          for (int unit = 0; unit < 3; unit++) {
            code[unit] += units[unit] / 64;
          }
        }
        assertThat(errors[image]).isCloseTo(expected, within(1e-3 * expected + 1e-6));
        double sum = 0;
        for (float value : maps[image]) {
          sum += value;
        }
        assertThat(sum).isCloseTo(errors[image], within(1e-4 * errors[image]));
        for (int unit = 0; unit < 3; unit++) {
          assertThat(codes[image][unit]).isCloseTo((float) code[unit], within(1e-4f));
        }
      }
    }
  }

  @Test
  void historyHasTheErrorOfBothSplits() {
    assertThat(trained.history()).hasSize(2);
    byte[][] pixels = pixels("train");
    assertThat(trained.history().get(0).losses().loss())
        .isCloseTo(meanError(pixels), within(1e-3 * meanError(pixels)));
    assertThat(trained.history().get(1).losses().loss())
        .isCloseTo(meanError(pixels("validation")), within(1e-4));
    assertThat(trained.historyRows(spark).collectAsList()).hasSize(2);
    assertThat(model.provenance().get("fitted"))
        .startsWith("3 principal components of 11 features keep ")
        .endsWith(" of the variance of 4,480 places");
  }

  @SuppressWarnings("try") // a memory scope is only opened and closed
  private static double meanError(byte[][] pixels) {
    try (InferenceModel inference = model.inferenceModel();
        MemoryWorkspace scope = inference.scope()) {
      double sum = 0;
      for (double error :
          inference.reconstructions(inference.input(pixels)).reconstructionError()) {
        sum += error;
      }
      return sum / pixels.length;
    }
  }

  @Test
  void scoresDoNotDependOnPartitionsAndMinibatches() {
    Map<String, Row> plain = scores(images("validation").coalesce(1), 128);
    Map<String, Row> spread = scores(images("validation").repartition(5), 3);
    assertThat(plain).hasSize(VALIDATION);
    plain.forEach(
        (id, row) -> {
          double score = row.getAs(ScoresTable.ANOMALY_SCORE);
          double other = spread.get(id).getAs(ScoresTable.ANOMALY_SCORE);
          assertThat(other).isCloseTo(score, within(1e-5 * score));
          assertThat(row.<Double>getAs(ScoresTable.RECONSTRUCTION_ERROR)).isPositive();
          assertThat(row.isNullAt(row.fieldIndex(ScoresTable.IS_ANOMALY))).isFalse();
        });
  }

  private static Map<String, Row> scores(Dataset<Row> images, int minibatch) {
    Map<String, Row> scores = new TreeMap<>();
    pass(images, model)
        .score(Options.of(ScoreOptions.class, "minibatch=" + minibatch, "others=true"), 1)
        .collectAsList()
        .forEach(row -> scores.put(row.getAs(ScoresTable.IMAGE_ID), row));
    return scores;
  }

  private static InferencePass pass(Dataset<Row> images, ModelPackage model) {
    return new InferencePass(images, model, spark.sparkContext().longAccumulator());
  }

  @Test
  void packageCanBeUsedAloneAndSaysWhatItNeeds(@TempDir Path other) throws Exception {
    String uri = other.resolve("whole").toString();
    model.write(HADOOP, uri);
    assertThat(Path.of(uri, "backbone.onnx")).hasBinaryContent(Files.readAllBytes(backbone));
    ModelPackage read = ModelPackage.read(HADOOP, uri);
    assertThat(read.options()).isEqualTo(model.options());
    assertThat(read.fingerprint()).isEqualTo(model.fingerprint());
    assertThat(read.parameters()).containsExactly(model.parameters());
    FeatureOptions own = read.options().own(FeatureOptions.class);
    assertThat(own.layers()).containsExactly("relu_1", "relu_3");
    assertThat(own.sha256()).get().asString().hasSize(64);

    Files.write(Path.of(uri, "backbone.onnx"), TinyBackbone.file(1, 16));
    Files.deleteIfExists(Path.of(uri, ".backbone.onnx.crc"));
    assertThatThrownBy(() -> ModelPackage.read(HADOOP, uri))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("has the SHA-256 ")
        .hasMessageContaining("restore the file, or train again");
  }

  @Test
  void packageWithoutACopyReadsTheFileThatItWasFittedWith(@TempDir Path other) throws Exception {
    String uri = other.resolve("bare").toString();
    Path file = Files.copy(backbone, other.resolve("moved.onnx"));
    FeatureOptions own =
        Options.of(
            FeatureOptions.class, "layers=[relu_1]", "keep-backbone=false", "backbone=" + file);
    ModelPackage bare =
        train(Options.of(ModelOptions.class, "id=bare", "kind=feature-ae").withOwn(own)).model();
    bare.write(HADOOP, uri);
    assertThat(Path.of(uri, "backbone.onnx")).doesNotExist();
    assertThat(ModelPackage.read(HADOOP, uri).options()).isEqualTo(bare.options());
    Files.delete(file);
    assertThatThrownBy(() -> ModelPackage.read(HADOOP, uri))
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void shareOfVarianceDecidesTheNumberOfComponents() {
    ModelPackage share = train(options("layers=[relu_1]", "variance=0.9")).model();
    int few = share.options().latent();
    int more = train(options("layers=[relu_1]", "variance=0.9999")).model().options().latent();
    assertThat(few).isLessThan(more);
    assertThat(more).isLessThanOrEqualTo(5);
    assertThat(share.provenance().get("fitted")).contains(few + " principal components of 6");
  }

  @Test
  void mapsAndEmbeddingsAreThereAndOtherMethodsAreRefused() {
    InferencePass pass = pass(images("validation"), model);
    for (Row row : pass.embed(Options.of(EmbedOptions.class)).collectAsList()) {
      assertThat(row.<Float>getList(row.fieldIndex(EmbeddingsTable.EMBEDDING))).hasSize(3);
    }
    ExplainOptions explain =
        Options.of(ExplainOptions.class, "rows=all").of(model.options().family());
    assertThat(explain.methods()).containsExactly("smooth-residual");
    for (String method : List.of("smooth-residual", "residual", "occlusion")) {
      List<Row> maps =
          pass.explain(method, Targets.RECONSTRUCTION_ERROR, explain, 42).collectAsList();
      assertThat(maps).hasSize(VALIDATION);
      for (Row row : maps) {
        assertThat(row.<Float>getList(row.fieldIndex(AttributionsTable.ATTRIBUTION)))
            .hasSize(64)
            .anySatisfy(value -> assertThat(value).isNotZero());
      }
    }
    assertRefused(pass, "saliency", explain, "it follows gradients by the pixels, which model m");
    assertRefused(pass, "lrp", explain, "it follows gradients by the pixels");
    assertRefused(pass, "ssim-residual", explain, "it compares an image with the picture");
    assertRefused(
        pass,
        "occlusion",
        Options.of(ExplainOptions.class, "occlusion.baseline=reconstruction"),
        "it starts from the baseline reconstruction");
    assertThatThrownBy(
            () ->
                Targets.requireFits(
                    Targets.parse("reconstruction_error_channel_0"), model.options()))
        .hasMessageContaining("compares features of many pixels");
  }

  @Test
  void thereAreNoPicturesAndNoGradients() {
    try (InferenceModel inference = model.inferenceModel()) {
      Pixels images = Pixels.of(ImagesFixture.SHAPE, pixels("validation"));
      ModelFunction function = new ModelFunction(inference, Targets.RECONSTRUCTION_ERROR, images);
      assertThatThrownBy(() -> function.gradient(images, new int[VALIDATION]))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("has no gradient by the pixels");
      assertThatThrownBy(() -> new ModelView(inference).reconstruct(images))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("gives features of images, which are no pictures");
    }
  }

  private static void assertRefused(
      InferencePass pass, String method, ExplainOptions options, String reason) {
    assertThatThrownBy(() -> pass.explain(method, Targets.RECONSTRUCTION_ERROR, options, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatAClosedFormHasNoUseForIsRefused() {
    ModelOptions options = options("layers=[relu_1]");
    assertThatThrownBy(() -> Trainer.of(spark, request(options, "augment.noise=0.1")))
        .hasMessageStartingWith("train.augment is set, but a feature-ae is found in closed form");
    assertThatThrownBy(() -> Options.of(ModelOptions.class, "id=m", "kind=feature-ae", "loss=bce"))
        .hasMessageContaining("model.loss is bce; allowed: auto or squared-error");
    assertThatThrownBy(
            () -> Options.of(ModelOptions.class, "id=m", "kind=feature-ae", "center=true"))
        .hasMessageContaining("centres features by itself");
    assertThatThrownBy(() -> train(options("layers=[relu_1]", "variance=0").withLatent(6)))
        .hasMessageContaining("model.latent is 6, but a place has 6 features");
  }

  @Test
  void backboneMayBeAnExportOfThisProduct(@TempDir Path other) throws Exception {
    ModelOptions small =
        Options.of(ModelOptions.class, "id=small", "kind=conv-ae", "channels=[4, 6]", "latent=3");
    TrainRequest request = request(small, "epochs=1", "minibatch=16");
    ModelPackage first = Trainer.of(spark, request).train(Progress.NONE, () -> false).model();
    Path file = other.resolve("encoder.onnx");
    Files.write(file, OnnxExport.of(first, ExportPart.ENCODER).bytes());

    ModelOptions own = Options.of(ModelOptions.class, "id=own", "kind=feature-ae");
    FeatureOptions layer =
        Options.of(FeatureOptions.class, "backbone=" + file, "layers=[leakyrelu_3]");
    ModelPackage second = train(own.withOwn(layer)).model();

    assertThat(second.options().seen(ImagesFixture.SHAPE)).isEqualTo(new Shape(4, 4, 4));
    assertThat(
            pass(images("validation"), second)
                .score(Options.of(ScoreOptions.class), 1)
                .collectAsList())
        .hasSize(VALIDATION);
  }
}
