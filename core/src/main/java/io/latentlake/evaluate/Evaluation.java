package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.udf;

import io.latentlake.evaluate.EvaluateOptions.PcaBaseline;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.PictureScore;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Measures a model's tables against ground truth. Executors do the counting; the driver receives
 * only the metrics.
 */
public final class Evaluation {
  private static final String ERROR = "error";
  private static final String SHARE = "share";
  private static final String SQUARED_ERROR = "squared_error";
  private static final String PCA_ERROR = "pca_squared_error_sum";

  private final EvaluateOptions options;
  private final NormalLabels normal;
  private final Optional<ModelPackage> model;

  /**
   * Sets up a measurement.
   *
   * @param options what to measure
   * @param normal the labels that count as normal
   * @param model the model that made the scores, for the comparison with a PCA and the figures of
   *     its training
   * @throws IllegalArgumentException if a PCA is requested but there is no model to compare it with
   */
  public Evaluation(EvaluateOptions options, NormalLabels normal, Optional<ModelPackage> model) {
    if (options.pcaBaseline() == PcaBaseline.TRUE && model.isEmpty()) {
      throw new IllegalArgumentException(
          "evaluate.pca-baseline needs the model, to use as many components as it has latent"
              + " units");
    }
    this.options = options;
    this.normal = normal;
    this.model = model;
  }

  /**
   * Measures.
   *
   * @param images rows of {@link ImagesTable}
   * @param scores rows of {@link ScoresTable} for those images or some of them
   * @param attributions rows of the attributions table with method and target, if there are any
   * @param progress shows each step
   * @return the metrics; those that need ground truth only if there is some
   */
  public List<Metric> measure(
      Dataset<Row> images,
      Dataset<Row> scores,
      Optional<Dataset<Row>> attributions,
      Progress progress) {
    Dataset<Row> truth = GroundTruth.of(images, normal.labels());
    Dataset<Row> judged = GroundTruth.judge(scores, truth);
    SparkContext spark = images.sparkSession().sparkContext();
    List<String> splits =
        JobDescription.during(
            spark, "evaluate: splits with anomalies", () -> splitsWithAnomalies(judged, progress));
    List<Metric> metrics = new ArrayList<>(drawnDefects());
    try (Progress.Bar bar = progress.begin("evaluate", 4, "steps")) {
      metrics.addAll(step("rankings", spark, bar, () -> rankings(judged, splits)));
      metrics.addAll(
          step(
              "baselines",
              spark,
              bar,
              () ->
                  baselines(images, truth, scores.select(ScoresTable.IMAGE_ID), splits, progress)));
      metrics.addAll(
          step(
              "maps",
              spark,
              bar,
              () ->
                  options.pixels() && attributions.isPresent() && !splits.isEmpty()
                      ? PixelRanking.metrics(truth, attributions.get())
                      : List.of()));
      metrics.addAll(step("means", spark, bar, () -> SplitMeans.metrics(scores)));
    }
    return metrics;
  }

  /** What training found of the model's scores; no label went into it. */
  private List<Metric> drawnDefects() {
    return model.flatMap(ModelPackage::comparison).stream()
        .flatMap(
            found ->
                found.auroc().entrySet().stream()
                    .map(
                        figure ->
                            new Metric(
                                "auroc_drawn_defects",
                                figure.getValue(),
                                SHARE,
                                found.split(),
                                figure.getKey(),
                                Better.HIGH)))
        .toList();
  }

  private static List<Metric> step(
      String name,
      SparkContext spark,
      Progress.Bar bar,
      JobDescription.Work<List<Metric>, RuntimeException> work) {
    bar.note(name);
    List<Metric> metrics = JobDescription.during(spark, "evaluate: " + name, work);
    bar.advance(1);
    return metrics;
  }

  private static List<Metric> rankings(Dataset<Row> judged, List<String> splits) {
    List<Metric> metrics = new ArrayList<>();
    for (String split : splits) {
      metrics.addAll(rankedByModel(judged, split));
    }
    metrics.addAll(ThresholdOutcome.metrics(judged));
    return metrics;
  }

  private static List<Metric> rankedByModel(Dataset<Row> judged, String split) {
    List<Metric> metrics = new ArrayList<>();
    for (Ranking ranking : rank(judged, split, ScoresTable.anomalyScore())) {
      metrics.add(auroc("auroc", ranking, split));
      metrics.add(averagePrecision("average_precision", ranking, split));
      if (ranking.kind().equals(Ranking.ALL_KINDS)) {
        metrics.addAll(ThresholdOutcome.fromLabels(ranking.f1Cut(), split));
      }
    }
    for (String column :
        List.of(
            ScoresTable.RECONSTRUCTION_ERROR, ScoresTable.SQUARED_ERROR_SUM, ScoresTable.KL_NATS)) {
      metrics.addAll(rankedBy(column, col(column), judged, split));
    }
    metrics.addAll(
        rankedBy(
            "negative_" + ScoresTable.LOG_LIKELIHOOD_NATS,
            negate(col(ScoresTable.LOG_LIKELIHOOD_NATS)),
            judged,
            split));
    return metrics;
  }

  /** Anomalies of all kinds, by a number that not every image has. */
  private static List<Metric> rankedBy(
      String name, Column number, Dataset<Row> judged, String split) {
    return rank(judged.filter(number.isNotNull()), split, number).stream()
        .filter(ranking -> ranking.kind().equals(Ranking.ALL_KINDS))
        .map(ranking -> auroc("auroc_" + name, ranking, split))
        .toList();
  }

  private List<Metric> baselines(
      Dataset<Row> images,
      Dataset<Row> truth,
      Dataset<Row> scored,
      List<String> splits,
      Progress progress) {
    List<Metric> metrics = new ArrayList<>();
    if (splits.isEmpty() && options.pcaBaseline() != PcaBaseline.TRUE) {
      return metrics;
    }
    Optional<MeanImage> mean = MeanImage.of(images, ImagesTable.TRAIN);
    if (mean.isEmpty()) {
      progress.say(
          "evaluate: no baselines, because they are computed from split train, which is empty");
      return metrics;
    }
    // only the images that the model is measured on
    Dataset<Row> comparable = truth.join(scored, ImagesTable.IMAGE_ID);
    metrics.addAll(ranked("mean_image_baseline", comparable, mean.get()::squaredErrorSum, splits));
    if (wantsPca(mean.get(), progress)) {
      ModelOptions network = model.orElseThrow().options();
      PrincipalComponents pca =
          PrincipalComponents.of(images, ImagesTable.TRAIN, mean.get(), network.latent());
      metrics.addAll(ranked("pca_baseline", comparable, pca::squaredErrorSum, splits));
      if (network.score() instanceof PictureScore score && !score.name().equals(SQUARED_ERROR)) {
        ImageShape shape = model.orElseThrow().shape();
        metrics.addAll(
            ranked(
                "pca_baseline_" + score.name(),
                comparable,
                pixels -> score.of(shape, PixelRows.values(pixels), pca.reconstruction(pixels)),
                splits));
      }
      metrics.addAll(
          SplitMeans.of(
              withError(images.join(scored, ImagesTable.IMAGE_ID), PCA_ERROR, pca::squaredErrorSum),
              List.of(new SplitMeans.Figure(PCA_ERROR, SplitMeans.SQUARED_ERROR, Better.LOW))));
      if (network.family().linear()) {
        metrics.add(angleToPca(pca));
      }
    }
    return metrics;
  }

  private boolean wantsPca(MeanImage mean, Progress progress) {
    if (options.pcaBaseline() != PcaBaseline.AUTO || model.isEmpty()) {
      return options.pcaBaseline() == PcaBaseline.TRUE;
    }
    long work = (long) mean.mean().length * model.get().options().latent();
    if (work > PrincipalComponents.QUICK) {
      progress.say(
          "evaluate: no PCA beside the model, because "
              + mean.mean().length
              + " values times "
              + model.get().options().latent()
              + " components are more than "
              + PrincipalComponents.QUICK
              + "; evaluate.pca-baseline: true takes the time");
    }
    return work <= PrincipalComponents.QUICK;
  }

  private Metric angleToPca(PrincipalComponents pca) {
    double degrees =
        PrincipalAngle.largestDegrees(
            pca.components(), PrincipalAngle.decoderDirections(model.orElseThrow()));
    return new Metric(
        "largest_principal_angle_to_pca",
        degrees,
        "degrees",
        ImagesTable.TRAIN,
        Ranking.ALL_KINDS,
        Better.LOW);
  }

  private static List<Metric> ranked(
      String name, Dataset<Row> truth, UDF1<byte[], Double> error, List<String> splits) {
    Dataset<Row> judged = withError(truth, ERROR, error);
    List<Metric> metrics = new ArrayList<>();
    for (String split : splits) {
      for (Ranking ranking : rank(judged, split, col(ERROR))) {
        metrics.add(auroc("auroc_" + name, ranking, split));
        metrics.add(averagePrecision("average_precision_" + name, ranking, split));
      }
    }
    return metrics;
  }

  private static Dataset<Row> withError(
      Dataset<Row> images, String column, UDF1<byte[], Double> error) {
    return images.withColumn(
        column, udf(error, DataTypes.DoubleType).apply(col(ImagesTable.PIXELS)));
  }

  /** Splits with known anomalies; reports those without normal images. */
  private static List<String> splitsWithAnomalies(Dataset<Row> judged, Progress progress) {
    List<String> splits = new ArrayList<>();
    for (Row split :
        judged
            .groupBy(ImagesTable.SPLIT)
            .agg(count(col(GroundTruth.KIND)), count(lit(1)))
            .sort(ImagesTable.SPLIT)
            .collectAsList()) {
      if (split.getLong(1) > 0) {
        splits.add(split.getString(0));
      }
      if (split.getLong(1) > 0 && split.getLong(1) == split.getLong(2)) {
        progress.say(
            "evaluate: all images of split "
                + split.getString(0)
                + " whose truth is known are anomalies: without normal images it has no AUROC,"
                + " precision and F1");
      }
    }
    return splits;
  }

  private static List<Ranking> rank(Dataset<Row> judged, String split, Column score) {
    return Ranking.of(
        RankedItems.of(
            judged
                .filter(col(ImagesTable.SPLIT).equalTo(split))
                .select(score.as(RankedItems.SCORE), col(GroundTruth.KIND))));
  }

  private static Metric auroc(String name, Ranking ranking, String split) {
    return new Metric(name, ranking.auroc(), SHARE, split, ranking.kind(), Better.HIGH);
  }

  private static Metric averagePrecision(String name, Ranking ranking, String split) {
    return new Metric(name, ranking.averagePrecision(), SHARE, split, ranking.kind(), Better.HIGH);
  }
}
