package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.image.defect.DrawnDefects;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.ScoreComparison;
import io.latentlake.model.Threshold;
import io.latentlake.progress.Progress;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static final BooleanSupplier GO_ON = () -> false;

  @TempDir static Path folder;
  private static SparkSession spark;
  private static String output;

  @BeforeAll
  static void writeImages() {
    spark = LocalSpark.session();
    output = ImagesFixture.write(folder, 83, 21);
  }

  @Test
  void sameSeedAndFourWorkersGiveTheSameBitsThreeTimes() {
    float[] first = train(vae("four"), "workers=4", "epochs=3").model().parameters();
    for (int again = 0; again < 2; again++) {
      assertThat(train(vae("four"), "workers=4", "epochs=3").model().parameters()).isEqualTo(first);
    }
    TrainRequest otherSeed = request(vae("four"), 43, "workers=4", "epochs=3");
    assertThat(train(otherSeed, GO_ON).model().parameters()).isNotEqualTo(first);
  }

  @Test
  void augmentedTrainingGivesTheSameBitsAndValidationIsLeftAlone() {
    String[] how = {
      "workers=2",
      "epochs=2",
      "augment.flip-horizontal=true",
      "augment.flip-vertical=true",
      "augment.shift=0.2",
      "augment.crop=0.2",
      "augment.brightness=0.1",
      "augment.noise=0.05"
    };
    float[] first = train(vae("augmented"), how).model().parameters();
    assertThat(train(vae("augmented"), how).model().parameters()).isEqualTo(first);
    assertThat(train(vae("plain"), "workers=2", "epochs=2").model().parameters())
        .isNotEqualTo(first);
    // where nothing is learnt, images alone decide the loss
    ModelOptions dense =
        Options.of(ModelOptions.class, "id=seen", "kind=dense-ae", "latent=2", "hidden=[9]");
    TrainResult seen = train(dense, and(and(how, "learning-rate=0"), "optimizer=sgd"));
    TrainResult plain = train(dense, "workers=2", "epochs=2", "learning-rate=0", "optimizer=sgd");
    assertThat(seen.model().parameters()).isEqualTo(plain.model().parameters());
    double loss = plain.history().get(1).losses().loss();
    assertThat(seen.history().get(1).losses().loss()).isCloseTo(loss, within(1e-6 * loss));
    double augmented = firstLoss(seen);
    assertThat(Math.abs(augmented - firstLoss(plain))).isGreaterThan(1e-4 * loss);
    assertThat(Math.abs(augmented - seen.history().get(2).losses().loss()))
        .isGreaterThan(1e-4 * loss);
  }

  @Test
  void validationAndThresholdAreOfTheBinaryDrawThatStays() {
    // where nothing is learnt, images alone decide the loss
    TrainResult plain = binarised("none");
    TrainResult fixed = binarised("fixed");
    TrainResult redrawn = binarised("redrawn");
    double loss = fixed.history().get(1).losses().loss();
    assertThat(redrawn.history().get(1).losses().loss()).isEqualTo(loss);
    assertThat(Math.abs(plain.history().get(1).losses().loss() - loss)).isGreaterThan(1e-4 * loss);
    double threshold = fixed.model().threshold().orElseThrow().value();
    assertThat(redrawn.model().threshold().orElseThrow().value()).isEqualTo(threshold);
    assertThat(plain.model().threshold().orElseThrow().value()).isNotEqualTo(threshold);
    double first = firstLoss(fixed);
    assertThat(fixed.history().get(2).losses().loss()).isCloseTo(first, within(1e-6 * first));
    assertThat(Math.abs(redrawn.history().get(2).losses().loss() - firstLoss(redrawn)))
        .isGreaterThan(1e-4 * first);
  }

  private static TrainResult binarised(String how) {
    ModelOptions model =
        Options.of(
            ModelOptions.class,
            "id=" + how,
            "kind=dense-ae",
            "latent=2",
            "hidden=[9]",
            "binarisation=" + how);
    return train(model, "workers=2", "epochs=2", "learning-rate=0", "optimizer=sgd");
  }

  @Test
  void noImageIsKeptWhenTrainingIsOver() {
    train(vae("over"), "epochs=1");
    assertThat(ImageGroupCache.SHARED.reads()).isPositive();
    assertThat(ImageGroupCache.SHARED.bytes()).isZero();
  }

  @Test
  void everyImageIsTrainedOnInEveryEpoch() {
    TrainResult result = train(vae("all"), "workers=2", "epochs=2");
    assertThat(result.history())
        .extracting(HistoryRow::epoch, HistoryRow::split, row -> row.losses().images())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, "train", 83L),
            org.assertj.core.groups.Tuple.tuple(1, "validation", 21L),
            org.assertj.core.groups.Tuple.tuple(2, "train", 83L),
            org.assertj.core.groups.Tuple.tuple(2, "validation", 21L));
    assertThat(result.imagesRead()).isEqualTo(104);
    assertThat(result.cost().rounds()).isEqualTo(2 * 3);
    assertThat(result.resumed()).isEmpty();
  }

  @Test
  void everyImageWeighsAlikeInTheLossOfAnEpoch() {
    ModelOptions dense =
        Options.of(ModelOptions.class, "id=still", "kind=dense-ae", "latent=2", "hidden=[9]");
    TrainResult result =
        train(dense, "epochs=1", "learning-rate=0", "optimizer=sgd", "workers=2", "minibatch=16");
    // nothing is learnt, so the loss of minibatches of 16 and 3 is that of one pass over all 83
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    TrainingImages images =
        TrainingImages.find(
            context.hadoopConfiguration(), new TableStore(spark, output), ImagesFixture.DATA_ID);
    ImageReader reader =
        new ImageReader(
            context.broadcast(images.files()),
            context.broadcast(new SerializableHadoopConfig(context.hadoopConfiguration())));
    LossSums all =
        new ValidationPass(context, reader, images.split(TrainingImages.TRAIN), result.model(), 1)
            .losses();
    assertThat(all.images()).isEqualTo(83);
    assertThat(firstLoss(result)).isCloseTo(all.loss(), within(1e-6 * all.loss()));
  }

  @Test
  void twoImagesOneToValidateByAndOneLatentUnitAreEnough(@TempDir Path small) {
    ModelOptions least = vae("least", "latent=1");
    TrainRequest request =
        new TrainRequest(
            ImagesFixture.write(small, 2, 1),
            ImagesFixture.DATA_ID,
            least,
            Options.of(TrainOptions.class, "epochs=3", "minibatch=2", "averaging-frequency=1"),
            42,
            Map.of());
    TrainResult result = train(request, GO_ON);
    assertThat(result.history())
        .extracting(row -> row.losses().images())
        .containsExactly(2L, 1L, 2L, 1L, 2L, 1L);
    assertThat(result.model().finite()).isTrue();
    Threshold threshold = result.model().threshold().orElseThrow();
    assertThat(threshold.images()).isEqualTo(1);
    assertThat(threshold.value()).isFinite().isEqualTo(threshold.quantiles().get(0));
  }

  @Test
  void lossFallsAndThresholdComesFromValidation() {
    // whose validation loss is of what its score is of; a VAE's is of latent samples
    TrainResult result = train(linear("falls"), "epochs=5", "learning-rate=0.02");
    List<HistoryRow> validation =
        result.history().stream().filter(row -> row.split().equals("validation")).toList();
    double first = validation.get(0).losses().loss();
    double last = validation.get(4).losses().loss();
    assertThat(last).isLessThan(first);
    Threshold threshold = result.model().threshold().orElseThrow();
    assertThat(threshold.images()).isEqualTo(21);
    assertThat(threshold.score()).isEqualTo("reconstruction_error");
    // the 0.99 quantile of 21 scores is the largest
    assertThat(threshold.value()).isEqualTo(threshold.quantiles().get(20));
    double mean = threshold.quantiles().stream().mapToDouble(x -> x).average().orElseThrow();
    assertThat(mean).isCloseTo(last, within(1e-9 * last));
  }

  @Test
  void historyNamesEveryTermWithItsUnit() {
    TrainResult vae = train(vae("history"), "epochs=1");
    Row train = vae.historyRows(spark).collectAsList().get(0);
    assertThat(train.schema()).isEqualTo(HistoryTable.SCHEMA);
    double nats = train.getDouble(train.fieldIndex(HistoryTable.RECONSTRUCTION_NATS));
    double kl = train.getDouble(train.fieldIndex(HistoryTable.KL_NATS));
    assertThat(train.getDouble(train.fieldIndex(HistoryTable.NEGATIVE_ELBO_NATS)))
        .isEqualTo(nats + kl);
    assertThat(train.isNullAt(train.fieldIndex(HistoryTable.RECONSTRUCTION_SQUARED_ERROR)))
        .isTrue();
    TrainResult linear = train(linear("history"), "epochs=1");
    Row squared = linear.historyRows(spark).collectAsList().get(0);
    assertThat(squared.isNullAt(squared.fieldIndex(HistoryTable.RECONSTRUCTION_NATS))).isTrue();
    assertThat(squared.isNullAt(squared.fieldIndex(HistoryTable.BETA))).isTrue();
    assertThat(squared.getDouble(squared.fieldIndex(HistoryTable.RECONSTRUCTION_SQUARED_ERROR)))
        .isEqualTo(squared.getDouble(squared.fieldIndex(HistoryTable.LOSS)));
  }

  @Test
  void historyHasTheLearningRateOfTheLastStepOfEachEpoch() {
    // 11 minibatches of 83 images: 22 steps, of which the first half are the warm-up
    TrainResult result =
        train(
            vae("rates"),
            "epochs=2",
            "learning-rate=0.01",
            "schedule=cosine",
            "final-learning-rate-fraction=0.1",
            "learning-rate-warmup-steps=11");
    double[] rates =
        result.historyRows(spark).collectAsList().stream()
            .mapToDouble(row -> row.getDouble(row.fieldIndex(HistoryTable.LEARNING_RATE)))
            .toArray();
    // epoch by epoch: train, validation
    assertThat(rates)
        .containsExactly(
            new double[] {0.01 * 11 / 12, 0.01 * 11 / 12, 0.001, 0.001}, within(1e-15));
  }

  @Test
  void warmUpLongerThanTheTrainingIsRefusedBeforeWork() {
    assertRefused(
        vae("x"),
        "train.learning-rate-warmup-steps is 22, but the whole training has only 22 steps",
        "epochs=2",
        "learning-rate-warmup-steps=22");
  }

  @Test
  void stoppedTrainingGoesOnToTheSameBits() {
    String[] how = {
      "workers=2",
      "epochs=4",
      "patience=9",
      "beta-warmup-epochs=1.5",
      "schedule=cosine",
      "learning-rate-warmup-steps=8",
      "final-learning-rate-fraction=0.1",
      "clip-gradient-norm=1",
      "weight-decay=0.1",
      "augment.shift=0.2",
      "checkpoint-every-rounds=2"
    };
    TrainResult whole = train(vae("whole"), how);
    AtomicInteger rounds = new AtomicInteger();
    // after 5 of 3 × 4 rounds: in the middle of the second epoch
    assertThatThrownBy(
            () -> train(request(vae("halves"), 42, how), () -> rounds.incrementAndGet() == 5))
        .isInstanceOf(TrainingStoppedException.class)
        .hasMessageContaining("after 5 rounds");
    // an ingest of equal images puts them into other files, which changes nothing
    ImagesFixture.write(folder, 83, 21, "run2");
    TrainResult resumed = train(vae("halves"), and(how, "resume=true"));
    assertThat(resumed.resumed()).contains(new TrainResult.ResumePoint(5, 2, 2));
    assertThat(resumed.model().parameters()).isEqualTo(whole.model().parameters());
    assertThat(resumed.history())
        .usingRecursiveComparison()
        .ignoringFields("seconds")
        .isEqualTo(whole.history());
  }

  @Test
  void failedTrainingGoesOnFromItsLastCheckpoint() {
    String[] how = {"workers=2", "epochs=2", "checkpoint-every-rounds=2"};
    TrainResult whole = train(vae("unbroken"), how);
    AtomicInteger rounds = new AtomicInteger();
    BooleanSupplier fails =
        () -> {
          if (rounds.incrementAndGet() == 5) {
            throw new IllegalStateException("the driver dies");
          }
          return false;
        };
    assertThatThrownBy(() -> train(request(vae("broken"), 42, how), fails))
        .hasMessage("the driver dies");
    TrainResult resumed = train(vae("broken"), and(how, "resume=true"));
    assertThat(resumed.resumed()).contains(new TrainResult.ResumePoint(4, 2, 1));
    assertThat(resumed.model().parameters()).isEqualTo(whole.model().parameters());
  }

  @Test
  void anotherAnomalyScoreOrQuantileNeedsNoTraining() {
    ModelPackage first = train(vae("scores"), "epochs=1").model();
    assertThat(first.threshold().orElseThrow().score()).isEqualTo("negative_elbo_nats");
    TrainResult second =
        train(
            vae("scores", "anomaly-score=residual_peak"),
            "epochs=1",
            "threshold-quantile=0.5",
            "resume=true");
    assertThat(second.cost().rounds()).isZero();
    assertThat(second.model().parameters()).isEqualTo(first.parameters());
    Threshold threshold = second.model().threshold().orElseThrow();
    assertThat(threshold.score()).isEqualTo("residual_peak");
    // 21 validation images: the eleventh is the smallest that half of them do not exceed
    assertThat(threshold.value()).isEqualTo(threshold.quantiles().get(10));
  }

  @Test
  void scoresThatLearnFromImagesAreFittedAfterTraining() {
    for (String name : List.of("mahalanobis", "latent_knn", "standardised_residual_mean")) {
      ModelPackage model = train(vae("learns", "anomaly-score=" + name), "epochs=1").model();
      Threshold threshold = model.threshold().orElseThrow();
      assertThat(threshold.score()).isEqualTo(name);
      assertThat(threshold.quantiles()).hasSize(21).allMatch(score -> score > 0);
      if (name.startsWith("standardised")) {
        // over the images that the deviations are of, squares of standard residuals average 1
        double mean = threshold.quantiles().stream().mapToDouble(x -> x).average().orElseThrow();
        assertThat(mean).isBetween(0.8, 1.2);
      }
    }
  }

  @Test
  void theScoreThatTellsDrawnDefectsBestIsSelected() {
    ModelOptions asked = vae("selects", "anomaly-score=select");
    ModelPackage model = train(asked, "epochs=3").model();
    ScoreComparison figures = model.comparison().orElseThrow();
    assertThat(figures.chosen()).isTrue();
    assertThat(figures.images()).isEqualTo(21);
    assertThat(figures.auroc().keySet())
        .containsExactlyInAnyOrderElementsOf(
            AnomalyScore.of(asked).stream().map(AnomalyScore::name).toList());
    double best = figures.auroc().values().stream().mapToDouble(x -> x).max().orElseThrow();
    assertThat(figures.auroc().get(figures.score())).isEqualTo(best);
    assertThat(model.options().score().name()).isEqualTo(figures.score());
    assertThat(model.threshold().orElseThrow().score()).isEqualTo(figures.score());

    // by hand: the same defects drawn onto the same images, and all pairs counted
    double[][] scores = scoresWithoutAndWithDefects(model, "squared_error");
    double right = 0;
    for (double normal : scores[0]) {
      for (double defective : scores[1]) {
        right += defective > normal ? 1 : defective == normal ? 0.5 : 0;
      }
    }
    assertThat(figures.auroc().get("squared_error")).isCloseTo(right / (21 * 21), within(1e-12));
  }

  private static double[][] scoresWithoutAndWithDefects(ModelPackage trained, String name) {
    AnomalyScore score = AnomalyScore.named(name).orElseThrow();
    KeyedNoise draws = new KeyedNoise(KeyedNoise.Purpose.COMPARISON, 42);
    List<Row> images =
        new TableStore(spark, output)
            .read(ImagesTable.key(ImagesFixture.DATA_ID), ImagesTable.SCHEMA)
            .where("split = 'validation'")
            .select(ImagesTable.IMAGE_ID, ImagesTable.PIXELS)
            .collectAsList();
    byte[][] pixels = images.stream().map(row -> row.<byte[]>getAs(1)).toArray(byte[][]::new);
    try (InferenceModel model = trained.inferenceModel()) {
      return new double[][] {
        score.perImage(model.reconstructions(model.input(pixels))),
        score.perImage(
            model.reconstructions(
                model.corruptedInput(
                    DrawnDefects::drawVisible,
                    pixels,
                    i -> draws.random(images.get(i).getString(0), 0))))
      };
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"standardised_residual_top", "select"})
  void aScoreThatNeedsValidationImagesIsRefusedWithoutThem(String score, @TempDir Path small) {
    ModelOptions model = vae("least", "latent=1", "anomaly-score=" + score);
    TrainRequest request =
        new TrainRequest(
            ImagesFixture.write(small, 4, 0),
            ImagesFixture.DATA_ID,
            model,
            Options.of(TrainOptions.class, "epochs=1", "minibatch=2"),
            42,
            Map.of());
    assertThatThrownBy(() -> Trainer.of(spark, request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model.anomaly-score is " + score + ", which needs images in split")
        .hasMessageContaining("data.id patterns has none");
  }

  @Test
  void checkpointOfOtherOptionsIsRefused() {
    train(vae("other"), "epochs=1");
    assertThatThrownBy(() -> train(vae("other"), "epochs=1", "minibatch=7", "resume=true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train.minibatch was 8 and is 7");
  }

  @Test
  void aWorkerThatWouldNeverTrainIsRefused() {
    // the 83rd image joins the minibatch before, so there is one
    assertThatThrownBy(() -> train(linear("idle"), "minibatch=82", "workers=2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("83 training images make only 1 minibatches of 82");
  }

  @Test
  void explodingLossStopsAndKeepsTheCheckpoint() {
    assertThatThrownBy(
            () ->
                train(
                    linear("explodes"),
                    "epochs=50",
                    "optimizer=sgd",
                    "learning-rate=0.5",
                    "checkpoint-every-rounds=1"))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("training diverged in epoch 1, round ")
        .hasMessageContaining("train from the start with a lower train.learning-rate (now 0.5)");
  }

  @Test
  void notANumberStops() {
    assertThatThrownBy(
            () ->
                train(
                    linear("nan"), "optimizer=sgd", "learning-rate=10", "averaging-frequency=100"))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("epoch 1, round 1");
  }

  @Test
  void earlyStoppingKeepsTheBestEpoch() {
    // at this rate the loss soon swings up again
    TrainResult result = train(linear("early"), "epochs=60", "patience=2", "learning-rate=0.5");
    int epochs = result.history().get(result.history().size() - 1).epoch();
    assertThat(epochs).isLessThan(60).isEqualTo(result.bestEpoch() + 2);
    double best =
        result.history().stream()
            .filter(row -> row.split().equals("validation"))
            .mapToDouble(row -> row.losses().loss())
            .min()
            .orElseThrow();
    Threshold threshold = result.model().threshold().orElseThrow();
    double mean = threshold.quantiles().stream().mapToDouble(x -> x).average().orElseThrow();
    assertThat(mean).isCloseTo(best, within(1e-9 * best));
    assertThat(result.model().keptEpoch()).hasValue(result.bestEpoch());
  }

  @Test
  void earlyStoppingComparesWhatIsTrained() {
    // without beta the KL divergence is free to grow, and with it the negative ELBO
    ModelOptions free = vae("free", "beta=0");
    TrainResult result = train(free, "epochs=8", "patience=50", "learning-rate=0.02");
    List<LossSums> validation =
        result.history().stream()
            .filter(row -> row.split().equals("validation"))
            .map(HistoryRow::losses)
            .toList();
    int best = lowest(validation, LossSums::loss);
    assertThat(lowest(validation, sums -> sums.mean("reconstruction") + sums.mean("kl")))
        .isNotEqualTo(best);
    assertThat(result.bestEpoch()).isEqualTo(1 + best);
  }

  private static int lowest(List<LossSums> epochs, ToDoubleFunction<LossSums> value) {
    return IntStream.range(0, epochs.size())
        .boxed()
        .min(Comparator.comparingDouble(i -> value.applyAsDouble(epochs.get(i))))
        .orElseThrow();
  }

  @Test
  void warmStartBeginsWhereThePackageEnded() {
    ModelPackage trained = train(vae("cold"), "epochs=4", "learning-rate=0.02").model();
    String uri = ModelPackage.location(output, "cold");
    trained.write(spark.sparkContext().hadoopConfiguration(), uri);
    double cold = firstLoss(train(vae("fresh"), "epochs=1"));
    double warm = firstLoss(train(vae("warm"), "epochs=1", "warm-start=" + uri));
    assertThat(warm).isLessThan(0.9 * cold);
    assertThatThrownBy(() -> train(linear("misfit"), "epochs=1", "warm-start=" + uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train.warm-start");
  }

  @Test
  void impossibleRequestsAreRefusedBeforeWork() {
    assertRefused(
        vae("x"),
        "train.workers is 4, but 83 training images make only 3 minibatches",
        "workers=4",
        "minibatch=32");
    assertThatThrownBy(() -> Trainer.of(spark, request(vae("x"), 42, "workers=3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train.workers is 3, but local[2] runs at most 2 tasks at once");
    TrainRequest nothing =
        new TrainRequest(output, "nothing", vae("x"), Options.of(TrainOptions.class), 42, Map.of());
    assertThatThrownBy(() -> Trainer.of(spark, nothing))
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("there are no images of data.id nothing");
  }

  private static void assertRefused(ModelOptions model, String text, String... how) {
    assertThatThrownBy(() -> Trainer.onAnyCluster(spark, request(model, 42, how)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  private static double firstLoss(TrainResult result) {
    return result.history().get(0).losses().loss();
  }

  private static ModelOptions vae(String id, String... more) {
    List<String> all =
        new ArrayList<>(List.of("id=" + id, "kind=conv-vae", "latent=3", "channels=[4]"));
    all.addAll(List.of(more));
    return Options.of(ModelOptions.class, all.toArray(String[]::new));
  }

  private static ModelOptions linear(String id) {
    return Options.of(ModelOptions.class, "id=" + id, "kind=linear-ae", "latent=2");
  }

  private static TrainResult train(ModelOptions model, String... how) {
    return train(request(model, 42, how), GO_ON);
  }

  private static TrainResult train(TrainRequest request, BooleanSupplier stop) {
    return Trainer.onAnyCluster(spark, request).train(Progress.NONE, stop);
  }

  private static TrainRequest request(ModelOptions model, long seed, String... how) {
    String[] all = and(how, "averaging-frequency=2");
    List<String> options = new ArrayList<>(List.of("minibatch=8"));
    options.addAll(List.of(all));
    return new TrainRequest(
        output,
        ImagesFixture.DATA_ID,
        model,
        Options.of(TrainOptions.class, options.toArray(String[]::new)),
        seed,
        Map.of());
  }

  private static String[] and(String[] how, String more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of(how));
    return all.toArray(String[]::new);
  }
}
