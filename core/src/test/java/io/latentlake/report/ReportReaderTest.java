package io.latentlake.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.evaluate.Confusion;
import io.latentlake.evaluate.EvaluateOptions;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.TrainingGraph;
import io.latentlake.report.ReportContent.Card;
import io.latentlake.report.ReportContent.Cluster;
import io.latentlake.report.ReportContent.Detection;
import io.latentlake.report.ReportContent.Embeddings;
import io.latentlake.report.ReportContent.FactorInformation;
import io.latentlake.report.ReportContent.KeyFigure;
import io.latentlake.report.ReportContent.LabelScores;
import io.latentlake.report.ReportContent.LossCurve;
import io.latentlake.report.ReportContent.MeanMap;
import io.latentlake.report.ReportContent.Mistakes;
import io.latentlake.report.ReportContent.Scores;
import io.latentlake.report.ReportContent.Strip;
import io.latentlake.report.ReportContent.UnitInformation;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MeanAttributionsTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.SamplesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;
import scala.collection.JavaConverters;

class ReportReaderTest {

  private static final int SIDE = 8;

  @TempDir static Path folder;

  private static SparkSession spark;
  private static TableStore tables;
  private static ReportContent content;

  @BeforeAll
  static void writeAndRead() {
    spark = LocalSpark.session();
    tables = new TableStore(spark, folder.toUri().toString());
    writeImages();
    writeHistory();
    writeScores();
    writeEmbeddings();
    writeSamples();
    writeMetrics();
    writeMaps("img-099", "ablation", "lrp", "occlusion", "residual", "rise");
    writeMapOfAnEarlierImage("img-099", "deeplift");
    writeNeighbours("img-098", "img-003", "img-001", "forgotten");
    writeClusters();
    writeMeanMaps();
    content = read("m", "anomalies=3", "mistakes=2", "embedding-points=150");
  }

  @Test
  void everySectionSaysWhatIsMissing() {
    ReportContent nothing = read("another");

    assertThat(nothing.absentSections()).hasSize(13);
    assertThat(nothing.scores())
        .isEqualTo(
            new Part.Absent<Scores>(
                "Table scores has no rows for this yet: the command score writes it."));
    assertThat(nothing.lead())
        .isEqualTo(
            "There is no package of model “another” yet; image set “d”: grey, 8 × 8 pixels.");
    assertThat(new ReportPage().html(nothing)).contains("class=\"absent\"");
  }

  @Test
  void everyScoreOfTheTestSplitIsInTheHistogram() {
    Scores scores = shown(content.scores());

    assertThat(scores.split()).isEqualTo("test");
    assertThat(scores.images()).isEqualTo(100);
    assertThat(scores.flagged()).isEqualTo(10);
    assertThat(scores.chart().threshold()).isEqualTo(89.5);
    assertThat(scores.thresholdOrigin()).isEqualTo("The dashed line is the threshold, 89.5.");
    assertThat(scores.chart().counts())
        .extracting(Chart.Series::name)
        .containsExactly("bad", "good");
    assertThat(total(scores, 0)).isEqualTo(10);
    assertThat(total(scores, 1)).isEqualTo(90);
    assertThat(scores.labels())
        .containsExactly(new LabelScores("bad", 10, 94, 10), new LabelScores("good", 90, 44, 0));
    double[] edges = scores.chart().edges();
    assertThat(edges[0]).isLessThanOrEqualTo(0);
    assertThat(edges[edges.length - 1]).isGreaterThan(99);
  }

  @Test
  void highestScoresComeFirstWithTheirMaps() {
    List<Card> cards = shown(content.anomalies()).cards();

    assertThat(cards).extracting(Card::id).containsExactly("img-099", "img-098", "img-097");
    assertThat(cards).extracting(Card::score).containsExactly(99.0, 98.0, 97.0);
    assertThat(cards.get(0).panes())
        .extracting(ReportContent.Pane::caption)
        // four maps: those that were measured, best first, then others by name
        .containsExactly(
            "image",
            "residual of reconstruction error",
            "rise of reconstruction error",
            "ablation of reconstruction error",
            "lrp of reconstruction error");
    assertThat(cards.get(1).panes())
        .extracting(ReportContent.Pane::caption)
        .containsExactly(
            "image",
            "nearest training image 1 (good), weight 75 %",
            "nearest training image 2 (good), weight 25 %");
    assertThat(cards.get(2).panes()).hasSize(1);
  }

  @Test
  void meanMapsShareAScaleAndTheBestMethodComesFirst() {
    List<MeanMap> groups = shown(content.meanMaps());

    assertThat(groups)
        .extracting(MeanMap::title)
        .containsExactly(
            "residual of reconstruction error, by tenth of the anomaly score",
            "residual of reconstruction error, by label",
            "ablation of reconstruction error, by label");
    assertThat(groups.get(0).panes())
        .extracting(ReportContent.Pane::caption)
        .containsExactly(
            "lowest tenth (5 images)", "tenth 2 (4 images)", "highest tenth (1 image)");
    assertThat(groups.get(1).panes())
        .extracting(ReportContent.Pane::caption)
        .containsExactly("bad (2 images)", "good (3 images)");
  }

  @Test
  void aClusterShowsWhatIsTypicalThenWhatIsFarFromItsCentre() {
    List<Cluster> clusters = shown(content.clusters());

    assertThat(clusters).extracting(Cluster::number).containsExactly(1, 2);
    assertThat(clusters).extracting(Cluster::images).containsExactly(88L, 12L);
    assertThat(clusters).extracting(Cluster::flagged).containsExactly(0L, 10L);
    assertThat(clusters)
        .extracting(Cluster::labels)
        .containsExactly("good 100 %", "bad 83 %, good 17 %");
    assertThat(clusters.get(1).panes())
        .extracting(ReportContent.Pane::caption)
        .containsExactly(
            "typical (good)",
            "typical (good)",
            "typical (good)",
            "typical (bad)",
            "far from the centre (bad)",
            "far from the centre (bad)");
  }

  @Test
  void curvesAndConfusionCompareTheScoreWithTheImagesLabels() {
    Detection detection = shown(content.detection());

    assertThat(detection.split()).isEqualTo("test");
    // 91 to 99 beat all 90 good images, 85 beats 85 of them
    assertThat(detection.ranking().auroc()).isEqualTo((9 * 90 + 85) / 900.0);
    Confusion confusion = detection.confusion().orElseThrow();
    assertThat(confusion.falsePositives()).isEqualTo(1);
    assertThat(confusion.trueNegatives()).isEqualTo(89);
    assertThat(detection.kinds()).containsExactly(new Confusion.Kind("bad", 9, 1));
    Chart.Rates roc = detection.roc().chart();
    assertThat(roc.points()).hasSize(101).startsWith(new Chart.Rate(0, 0, null));
    assertThat(roc.points().get(9)).isEqualTo(new Chart.Rate(0, 0.9, 91.0));
    assertThat(roc.points().get(100)).isEqualTo(new Chart.Rate(1, 1, 0.0));
    assertThat(roc.chosen()).isEqualTo(new Chart.Rate(1 / 90.0, 0.9, 89.5));
    Chart.Rates precisionRecall = detection.precisionRecall().chart();
    assertThat(precisionRecall.points().get(0)).isEqualTo(new Chart.Rate(0, 1, null));
    assertThat(precisionRecall.points().get(10)).isEqualTo(new Chart.Rate(0.9, 0.9, 90.0));
    assertThat(precisionRecall.guess()).containsExactly(0.1, 0.1);
    assertThat(precisionRecall.chosen()).isEqualTo(new Chart.Rate(0.9, 0.9, 89.5));
    assertThat(detection.roc().summary())
        .isEqualTo("Above the threshold are 9 of 10 anomalies and 1 of 90 normal images.");
  }

  @Test
  void worstMistakesOfEitherSideComeFirst() {
    Mistakes mistakes = shown(content.mistakes());

    assertThat(mistakes.misses()).extracting(Card::id).containsExactly("img-085", "img-091");
    assertThat(mistakes.misses()).extracting(Card::flagged).containsExactly(false, true);
    assertThat(mistakes.falseAlarms()).extracting(Card::id).containsExactly("img-090", "img-089");
    assertThat(mistakes.falseAlarms()).extracting(Card::rank).containsExactly(1, 2);
    assertThat(mistakes.falseAlarms()).allMatch(card -> card.panes().size() == 1);
    assertThat(mistakes.mapsAbsent()).contains("explain.rows");
    assertThat(read("m", "mistakes=0").mistakes())
        .isEqualTo(new Part.Absent<Mistakes>("report.mistakes is 0."));
  }

  @Test
  void withoutKnownAnomaliesTheReportSaysWhatTellsThem() {
    ReportContent allNormal = read("m", List.of("good", "bad"));

    assertThat(allNormal.absentSections()).contains("detection", "mistakes");
    assertThat(new ReportPage().html(allNormal))
        .contains("No scored image is known to be an anomaly");
  }

  @Test
  void picturesAreLeftOutOnRequest() {
    ReportContent withoutPictures = read("m", "pictures=false");

    assertThat(shown(withoutPictures.anomalies()).cards()).allMatch(card -> card.panes().isEmpty());
    assertThat(withoutPictures.absentSections())
        .contains("reconstructions", "traversals", "interpolations", "samples");
    assertThat(new ReportPage().html(withoutPictures)).doesNotContain("data:image/png;base64");
  }

  @Test
  void embeddingsLieInThePlaneOfLargestVariance() {
    Embeddings plane = shown(content.embeddings());

    assertThat(plane.explained()).isCloseTo(100 * 109.0 / 110, within(0.5));
    assertThat(plane.images()).isEqualTo(400);
    assertThat(plane.chart().points()).isEqualTo(150);
    Chart.Group bad = plane.chart().groups().get(0);
    Chart.Group good = plane.chart().groups().get(1);
    assertThat(bad.ids().size() + good.ids().size()).isEqualTo(150);
    assertThat(bad.meanX()).isLessThan(-5);
    assertThat(good.meanX()).isGreaterThan(5);
  }

  @Test
  void curvesFollowTheHistory() {
    List<LossCurve> curves = shown(content.training());

    assertThat(curves)
        .extracting(LossCurve::title)
        .containsExactly(
            "Negative ELBO",
            "Reconstruction error",
            "KL divergence",
            "Squared code",
            "Worker drift");
    assertThat(curves.get(4).chart().series())
        .extracting(Chart.Series::name)
        .containsExactly("train");
    assertThat(curves.get(4).chart().series().get(0).values()).containsExactly(0.5, 1, 1.5);
    assertThat(curves.get(3).chart().series().get(0).values()).containsExactly(10, 20, 30);
    assertThat(curves.get(0).chart().epochs()).containsExactly(1, 2, 3);
    assertThat(curves.get(0).chart().series().get(1).values()).containsExactly(190, 180, 170);
    assertThat(curves.get(0).summary())
        .startsWith("Train: 190 in epoch 1, 170 in epoch 3. Validation:");
    assertThat(content.keyFigures().get(0).value()).isEqualTo("170");
  }

  @Test
  void theLossAtTheHeadIsThatOfTheEpochThatWasKept() {
    assertThat(head(Map.of("kept_epoch", "2")))
        .isEqualTo(
            new KeyFigure(
                "180",
                "nats an image",
                "Negative ELBO after epoch 2 of 3, which early stopping kept, validation split;"
                    + " lower is better"));
    KeyFigure ofTheLast =
        new KeyFigure(
            "170",
            "nats an image",
            "Negative ELBO after training, validation split; lower is better");
    assertThat(head(Map.of("kept_epoch", "3"))).isEqualTo(ofTheLast);
    assertThat(head(Map.of())).isEqualTo(ofTheLast);
  }

  private static KeyFigure head(Map<String, String> provenance) {
    ModelPackage tiny = TinyModels.untrained("dense-ae");
    ModelPackage stored =
        ModelPackage.of(
            tiny.options(),
            tiny.shape(),
            Optional.empty(),
            TrainingGraph.build(tiny.options(), tiny.shape(), new Adam(), 3),
            provenance);
    return read("m", List.of(), Optional.of(stored), "pictures=false").keyFigures().get(0);
  }

  @Test
  void theEpochThatWasKeptIsDrawnHoweverManyThereAre() {
    StructType columns = new StructType(Arrays.copyOf(HistoryTable.SCHEMA.fields(), 13));
    List<Row> rows = new ArrayList<>();
    for (int epoch = 1; epoch <= 1000; epoch++) {
      rows.add(
          RowFactory.create(
              epoch, "train", 9.0, null, null, null, 9.0, null, 900L, 2.5, 0.001, 2, 7));
    }
    write(HistoryTable.key("d", "long"), columns, rows);
    LossHistory history =
        new LossHistory(
            tables.read(HistoryTable.key("d", "long"), HistoryTable.SCHEMA),
            List.of(),
            OptionalLong.of(7));

    assertThat(history.curves().get(0).chart().epochs()).hasSize(501).contains(7, 1000);
  }

  @Test
  void theReaderIsToldOfWorkersThatDriftAndOfAnUnusedLatent() {
    assertThat(content.cautions()).hasSize(2);
    assertThat(content.cautions().get(0))
        .startsWith("Workers drift apart: in the last epoch they ended 1.50 times as far");
    assertThat(content.cautions().get(1))
        .startsWith("Only 1 of 20 latent units are active on split test");
    assertThat(new ReportPage().html(content)).contains("Only 1 of 20 latent units");
    assertThat(shown(content.metrics()).own().shown())
        .extracting(Metric::metric)
        .containsExactly("active_unit_share", "active_units", "pixel_auroc", "pixel_auroc");
    assertThat(read("another").cautions()).isEmpty();
  }

  @Test
  void whatUnitsTellAboutFactorsIsATableOfUnitsAndFactors() {
    assertThat(shown(content.metrics()).information())
        .hasValue(
            new FactorInformation(
                "test",
                List.of("shape", "x"),
                List.of(
                    new UnitInformation(2, List.of(0.5, 0.75)),
                    new UnitInformation(10, List.of(0.0, 0.25))),
                0));
    assertThat(new ReportPage().html(content)).contains("style=\"--told: 0.750\">75</td>");
  }

  @Test
  void historyOfAnEarlierReleaseHasNoDrift() {
    StructType earlier = new StructType(Arrays.copyOf(HistoryTable.SCHEMA.fields(), 13));
    Row epoch =
        RowFactory.create(1, "train", null, 9.0, null, null, 9.0, null, 900L, 2.5, 0.001, 2, 7);
    write(HistoryTable.key("d", "old"), earlier, List.of(epoch));
    ReportContent old = read("old");
    assertThat(shown(old.training()))
        .extracting(LossCurve::title)
        .containsExactly("Reconstruction error");
    assertThat(old.cautions()).isEmpty();
  }

  @Test
  void anAxisIsLogarithmicWhereFewValuesWouldFlattenAllOthers() {
    assertThat(LossHistory.scale(series(500, 120, 110, 105, 104)))
        .isEqualTo(Chart.Scale.LOGARITHMIC);
    assertThat(LossHistory.scale(series(190, 180, 170))).isEqualTo(Chart.Scale.LINEAR);
    assertThat(LossHistory.scale(series(500, 20, 2, 1, -4))).isEqualTo(Chart.Scale.LINEAR);
    assertThat(LossHistory.scale(series(Double.NaN, 0, 9))).isEqualTo(Chart.Scale.LINEAR);
    assertThat(LossHistory.scale(List.of())).isEqualTo(Chart.Scale.LINEAR);
  }

  private static List<Chart.Series> series(double... values) {
    return List.of(new Chart.Series("train", values));
  }

  @Test
  void unitThatChangesThePictureMostComesFirst() {
    assertThat(shown(content.traversals()))
        .extracting(Strip::name)
        .containsExactly("Latent unit 1", "Latent unit 0");
    assertThat(shown(content.samples())).hasSize(2);
    assertThat(content.interpolations().present()).isFalse();
  }

  @Test
  void aLongStripKeepsBothItsEnds() {
    List<Row> rows = new ArrayList<>();
    for (int step = 0; step < 100; step++) {
      rows.add(sample("interpolation", 0, step, step / 99.0, step));
      rows.add(sample("traversal", 0, step, -3 + 6 * step / 99.0, step));
    }
    write(SamplesTable.key("long"), SamplesTable.SCHEMA, rows);

    ReportContent drawn = read("long");

    Strip unit = shown(drawn.traversals()).get(0);
    assertThat(unit.end()).isEqualTo("3");
    assertThat(unit.picture().alt()).isEqualTo("Latent unit 0 in 21 steps from −3 to 3");
    assertThat(shown(drawn.interpolations()).get(0).picture().uri())
        .isEqualTo(unit.picture().uri());
  }

  @Test
  void figuresOfWholeSplitsAreShownWhateverTheNumberOfSlices() {
    List<Metric> metrics = new ArrayList<>();
    for (int kind = 0; kind < 250; kind++) {
      String slice = "kind_%03d".formatted(kind);
      metrics.add(new Metric("a_recall", 0.5, "share", "test", slice, Better.HIGH));
    }
    metrics.add(new Metric("a_recall", 0.5, "share", "test", "all", Better.HIGH));
    metrics.add(new Metric("auroc", 0.9, "share", "test", "all", Better.HIGH));
    write(
        MetricsTable.key("d", "kinds"),
        MetricsTable.SCHEMA,
        MetricsTable.rows(spark, metrics).collectAsList());

    ReportContent measured = read("kinds");

    List<Metric> own = shown(measured.metrics()).own().shown();
    assertThat(own).hasSize(200);
    assertThat(own)
        .extracting(Metric::slice)
        .startsWith("all", "all", "kind_000")
        .endsWith("kind_197");
    assertThat(measured.keyFigures()).extracting(KeyFigure::value).containsExactly("0.9");
    assertThat(new ReportPage().html(measured))
        .contains("52 further figures are in table <code>metrics</code>.");
    assertThat(new ReportPage().html(content)).doesNotContain("in table <code>metrics</code>.");
  }

  private static ReportContent read(String modelId, String... settings) {
    return read(modelId, List.of(), settings);
  }

  private static ReportContent read(String modelId, List<String> normal, String... settings) {
    return read(modelId, normal, Optional.empty(), settings);
  }

  private static ReportContent read(
      String modelId, List<String> normal, Optional<ModelPackage> stored, String... settings) {
    ReportOptions options = Options.of(ReportOptions.class, settings);
    EvaluateOptions evaluate = new EvaluateOptions(normal, true, EvaluateOptions.PcaBaseline.FALSE);
    return new ReportReader(tables, options, evaluate, "d", modelId).read(stored);
  }

  private static <T> T shown(Part<T> part) {
    assertThat(part).isInstanceOf(Part.Shown.class);
    return ((Part.Shown<T>) part).content();
  }

  private static double total(Scores scores, int label) {
    return Arrays.stream(scores.chart().counts().get(label).values()).sum();
  }

  /** A hundred test images that score 0 to 99, the last ten of them bad, and some of training. */
  private static void writeScores() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 130; i++) {
      boolean test = i < 100;
      boolean bad = test && i >= 90;
      rows.add(
          new ScoresTable.Entry(
                  "img-%03d".formatted(i),
                  test ? "test" : "train",
                  Optional.of(bad ? "bad" : "good"),
                  i,
                  i,
                  OptionalDouble.of(i),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  OptionalDouble.empty(),
                  i,
                  OptionalDouble.of(i),
                  Optional.of(new ScoresTable.Verdict(89.5, bad, bad ? 0.9 : 0.1)),
                  OptionalLong.empty(),
                  Optional.empty())
              .toRow());
    }
    write(ScoresTable.key("d", "m"), ScoresTable.SCHEMA, rows);
  }

  private static void writeNeighbours(String imageId, String... neighbourIds) {
    double[] weights = {0.75, 0.25, 0};
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < neighbourIds.length; i++) {
      rows.add(
          NeighboursTable.row(
              imageId, i + 1, neighbourIds[i], Optional.of("good"), 1 + i, weights[i], 0.5));
    }
    write(NeighboursTable.key("d", "m"), NeighboursTable.SCHEMA, rows);
  }

  /** Images 88 to 99 are the second cluster, with distances that rise. */
  private static void writeClusters() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(ClustersTable.row("img-%03d".formatted(i), i < 88 ? 1 : 2, i / 10.0));
    }
    write(ClustersTable.key("d", "m"), ClustersTable.SCHEMA, rows);
  }

  private static void writeMeanMaps() {
    List<Row> rows = new ArrayList<>();
    rows.add(mean("ablation", "label", "good", 3));
    rows.add(mean("residual", "label", "good", 3));
    rows.add(mean("residual", "label", "bad", 2));
    rows.add(mean("residual", "score_decile", "10", 1));
    rows.add(mean("residual", "score_decile", "2", 4));
    rows.add(mean("residual", "score_decile", "1", 5));
    write(MeanAttributionsTable.key("d", "m"), MeanAttributionsTable.SCHEMA, rows);
  }

  private static Row mean(String method, String grouping, String group, long images) {
    float[] map = new float[8 * 8];
    map[9] = images;
    return RowFactory.create(
        "test", method, "reconstruction_error", grouping, group, images, 8, 8, map, map);
  }

  private static void writeEmbeddings() {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      float wide = (float) (10 * random.nextGaussian());
      float[] embedding = {
        (float) random.nextGaussian(), wide, (float) (3 * random.nextGaussian()), 5
      };
      rows.add(
          EmbeddingsTable.row(
              "img-" + i,
              "test",
              Optional.of(wide > 0 ? "good" : "bad"),
              embedding,
              Optional.empty(),
              OptionalLong.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    write(EmbeddingsTable.key("d", "m"), EmbeddingsTable.SCHEMA, rows);
  }

  private static void writeHistory() {
    List<Row> rows = new ArrayList<>();
    for (int epoch = 1; epoch <= 3; epoch++) {
      for (String split : List.of("train", "validation")) {
        double elbo = 200 - 10 * epoch;
        rows.add(
            RowFactory.create(
                epoch,
                split,
                elbo - 20,
                null,
                20.0,
                elbo,
                elbo,
                1.0,
                900L,
                2.5,
                0.001,
                2,
                7,
                JavaConverters.mapAsScalaMap(Map.of("kl", 20.0, "squared_code", 10.0 * epoch)),
                split.equals("train") ? 0.5 * epoch : null,
                null));
      }
    }
    write(HistoryTable.key("d", "m"), HistoryTable.SCHEMA, rows);
  }

  private static void writeMetrics() {
    List<Metric> metrics =
        List.of(
            new Metric("active_units", 1, "latent units", "test", "all", Better.HIGH),
            new Metric("active_unit_share", 0.05, "share", "test", "all", Better.HIGH),
            new Metric("latent_unit_kl_nats", 2, "nats", "test", "latent_0", Better.NEITHER),
            new Metric(
                "pixel_auroc", 0.7, "share", "test", "rise/reconstruction_error", Better.HIGH),
            new Metric(
                "pixel_auroc", 0.9, "share", "test", "residual/reconstruction_error", Better.HIGH),
            told(0.25, "factor_x/latent_10"),
            told(0.5, "factor_shape/latent_2"),
            told(0.75, "factor_x/latent_2"),
            told(0, "factor_shape/latent_10"));
    write(
        MetricsTable.key("d", "m"),
        MetricsTable.SCHEMA,
        MetricsTable.rows(spark, metrics).collectAsList());
  }

  private static Metric told(double share, String slice) {
    return new Metric("factor_information", share, "share", "test", slice, Better.NEITHER);
  }

  /** Maps for one image only, by several methods. */
  private static void writeMaps(String id, String... methods) {
    Row map =
        AttributionsTable.row(
            id,
            SIDE,
            SIDE,
            new float[SIDE * SIDE],
            OptionalDouble.empty(),
            Optional.empty(),
            OptionalLong.empty());
    for (String method : methods) {
      write(
          AttributionsTable.key("d", "m", method, "reconstruction_error"),
          AttributionsTable.SCHEMA,
          List.of(map));
    }
  }

  /** A map of the image as it was before it was ingested at another size. */
  private static void writeMapOfAnEarlierImage(String id, String method) {
    int side = 2 * SIDE;
    write(
        AttributionsTable.key("d", "m", method, "reconstruction_error"),
        AttributionsTable.SCHEMA,
        List.of(
            AttributionsTable.row(
                id,
                side,
                side,
                new float[side * side],
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalLong.of(77))));
  }

  /** Nine images of highest score, and one that scores lower than five good ones. */
  private static boolean isBad(int image) {
    return image == 85 || image > 90;
  }

  private static void writeImages() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String id = "img-%03d".formatted(i);
      byte[] pixels = new byte[SIDE * SIDE];
      Arrays.fill(pixels, (byte) i);
      rows.add(
          RowFactory.create(
              id,
              "file:/" + id,
              "test",
              isBad(i) ? "bad" : "good",
              SIDE,
              SIDE,
              1,
              pixels,
              null,
              null,
              9L,
              null,
              8,
              1L,
              null));
    }
    write(ImagesTable.key("d"), ImagesTable.SCHEMA, rows);
  }

  /** Two draws from the prior, and two traversals of which the second changes more. */
  private static void writeSamples() {
    List<Row> rows = new ArrayList<>();
    for (int item = 0; item < 2; item++) {
      rows.add(sample("prior", item, 0, null, 100));
      rows.add(sample("traversal", item, 0, -3.0, 100));
      rows.add(sample("traversal", item, 1, 3.0, 110 + 50 * item));
    }
    write(SamplesTable.key("m"), SamplesTable.SCHEMA, rows);
  }

  private static Row sample(String kind, int item, int step, Double value, int grey) {
    byte[] pixels = new byte[SIDE * SIDE];
    Arrays.fill(pixels, (byte) grey);
    return RowFactory.create(kind, item, step, value, SIDE, SIDE, 1, pixels, null);
  }

  private static void write(TableKey key, StructType schema, List<Row> rows) {
    tables.write(spark.createDataFrame(rows, schema), key, "r1");
  }
}
