package io.latentlake.report;

import io.latentlake.evaluate.Confusion;
import io.latentlake.evaluate.Ranking;
import io.latentlake.evaluate.RankingCurve;
import io.latentlake.model.Threshold;
import io.latentlake.report.ReportContent.Detection;
import io.latentlake.report.ReportContent.RateCurve;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How well a score tells anomalies from normal images at every threshold, and at the one that
 * images were judged by.
 *
 * @param score the score
 * @param threshold the model's own; rows that name another were judged by that
 */
record DetectionCurves(RankingScore score, Optional<Threshold> threshold) {

  /** Most kinds of anomaly in the table below the curves. */
  private static final int MOST_KINDS = 50;

  /**
   * Reads the curves.
   *
   * @param split the scores of one split, with the truth
   * @return empty if it has no anomalies or no normal images
   */
  Optional<Detection> read(ShownSplit split) {
    return RankingCurve.of(split.rows())
        .map(curve -> detection(split, curve, Confusion.of(split.rows()).stream().findFirst()));
  }

  private Detection detection(ShownSplit split, RankingCurve curve, Optional<Confusion> found) {
    return new Detection(
        score.words(),
        score.unit(),
        split.name(),
        curve.ranking(),
        roc(curve, found),
        precisionRecall(curve, found),
        found,
        found.map(Confusion::kinds).orElse(List.of()).stream()
            .sorted(
                Comparator.comparingDouble(Confusion.Kind::truePositiveRate)
                    .thenComparing(Confusion.Kind::name))
            .limit(MOST_KINDS)
            .toList());
  }

  private RateCurve roc(RankingCurve curve, Optional<Confusion> found) {
    List<Chart.Rate> points = new ArrayList<>();
    points.add(new Chart.Rate(0, 0, null));
    for (RankingCurve.Point point : curve.points()) {
      points.add(
          new Chart.Rate(point.falsePositiveRate(), point.truePositiveRate(), point.score()));
    }
    return new RateCurve(
        "ROC curve",
        "area %s; 1 is perfect, 0.5 is guessing"
            .formatted(FigureFormat.format(curve.ranking().auroc())),
        found
            .map(
                at ->
                    "Above the threshold are %s of %s anomalies and %s of %s normal images."
                        .formatted(
                            FigureFormat.format(at.truePositives()),
                            FigureFormat.format(at.anomalies()),
                            FigureFormat.format(at.falsePositives()),
                            FigureFormat.format(at.normals())))
            .orElse(""),
        new Chart.Rates(
            Chart.Join.STRAIGHT,
            score.words(),
            "False positive rate",
            "True positive rate",
            points,
            new double[] {0, 1},
            found
                .flatMap(at -> chosen(at, at.falsePositiveRate(), at.truePositiveRate()))
                .orElse(null)));
  }

  private RateCurve precisionRecall(RankingCurve curve, Optional<Confusion> found) {
    Ranking ranking = curve.ranking();
    double guess = (double) ranking.anomalies() / (ranking.anomalies() + ranking.normals());
    List<Chart.Rate> points = new ArrayList<>();
    points.add(new Chart.Rate(0, curve.points().get(0).precision(), null));
    for (RankingCurve.Point point : curve.points()) {
      points.add(new Chart.Rate(point.truePositiveRate(), point.precision(), point.score()));
    }
    return new RateCurve(
        "Precision-recall curve",
        "average precision %s; 1 is perfect, %s is guessing"
            .formatted(FigureFormat.format(ranking.averagePrecision()), FigureFormat.format(guess)),
        found
            .map(
                at ->
                    "Of %s images above the threshold %s are anomalies."
                        .formatted(
                            FigureFormat.format(at.positives()),
                            FigureFormat.format(at.truePositives())))
            .orElse(""),
        new Chart.Rates(
            Chart.Join.STEPS,
            score.words(),
            "Recall (true positive rate)",
            "Precision",
            points,
            new double[] {guess, guess},
            found.flatMap(at -> chosen(at, at.truePositiveRate(), at.precision())).orElse(null)));
  }

  /** The threshold on a curve; empty where a rate has no meaning. */
  private Optional<Chart.Rate> chosen(Confusion found, double x, double y) {
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Optional.empty();
    }
    Double judgedBy =
        found.threshold().isPresent()
            ? Double.valueOf(found.threshold().getAsDouble())
            : threshold.map(Threshold::value).orElse(null);
    return Optional.of(new Chart.Rate(x, y, judgedBy));
  }
}
