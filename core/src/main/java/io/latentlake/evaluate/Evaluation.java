package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_keys;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;

import io.latentlake.evaluate.EvaluateOptions.PcaBaseline;
import io.latentlake.model.ModelPackage;
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
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Measures a model's tables against ground truth. Executors do the counting; the driver receives
 * only the metrics.
 */
public final class Evaluation {
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
    // each ranking reads them: not kept, they would be read and joined for every one of them
    Dataset<Row> judged = GroundTruth.judge(scores, truth).persist(StorageLevel.MEMORY_AND_DISK());
    SparkContext spark = images.sparkSession().sparkContext();
    List<Metric> metrics = new ArrayList<>(drawnDefects());
    try (Progress.Bar bar = progress.begin("evaluate", 4, "steps")) {
      List<String> splits =
          JobDescription.during(
              spark,
              "evaluate: splits with anomalies",
              () -> splitsWithAnomalies(judged, progress));
      metrics.addAll(step("rankings", spark, bar, () -> rankings(judged, splits)));
      metrics.addAll(
          step(
              "baselines",
              spark,
              bar,
              () ->
                  new Baselines(options.pcaBaseline(), model, progress)
                      .metrics(images, truth, scores.select(ScoresTable.IMAGE_ID), splits)));
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
    } finally {
      judged.unpersist();
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
                                Ranking.SHARE,
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
    for (Ranking ranking : Ranking.of(judged, split, ScoresTable.anomalyScore())) {
      metrics.add(ranking.aurocMetric("auroc", split));
      metrics.add(ranking.averagePrecisionMetric("average_precision", split));
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
    for (String other : otherScores(judged)) {
      ofAllKinds(col(ScoresTable.OTHER_SCORES).getItem(other), judged, split)
          .map(ranking -> ranking.aurocMetric("auroc_other_score", split, other))
          .ifPresent(metrics::add);
    }
    return metrics;
  }

  /** Names of the anomaly scores that {@code score} computed beside the model's own. */
  private static List<String> otherScores(Dataset<Row> judged) {
    return judged
        .select(explode(map_keys(col(ScoresTable.OTHER_SCORES))).as("other"))
        .distinct()
        .sort("other")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static List<Metric> rankedBy(
      String name, Column number, Dataset<Row> judged, String split) {
    return ofAllKinds(number, judged, split).stream()
        .map(ranking -> ranking.aurocMetric("auroc_" + name, split))
        .toList();
  }

  /** Ranks anomalies of all kinds together by a number that not every image has. */
  private static Optional<Ranking> ofAllKinds(Column number, Dataset<Row> judged, String split) {
    Dataset<Row> numbered = judged.filter(number.isNotNull().and(not(isnan(number))));
    return Ranking.of(numbered, split, number).stream()
        .filter(ranking -> ranking.kind().equals(Ranking.ALL_KINDS))
        .findFirst();
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
}
