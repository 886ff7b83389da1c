package io.latentlake.report;

import io.latentlake.report.ReportContent.KeyFigure;
import io.latentlake.report.ReportContent.LossCurve;
import io.latentlake.report.ReportContent.Metrics;
import io.latentlake.report.ReportContent.Scores;
import io.latentlake.table.MetricsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** The key figures at the head of the page, from the sections. */
final class KeyFigures {

  private static final String AUROC = "auroc";

  private KeyFigures() {}

  static List<KeyFigure> of(
      Part<List<LossCurve>> training,
      Part<Metrics> metrics,
      Part<Scores> scores,
      OptionalLong keptEpoch) {
    List<KeyFigure> figures = new ArrayList<>();
    if (metrics instanceof Part.Shown<Metrics> shown) {
      shown.content().own().shown().stream()
          .filter(m -> m.metric().equals(AUROC) && m.slice().equals(MetricsTable.ALL))
          .limit(1)
          .forEach(
              m ->
                  figures.add(
                      new KeyFigure(
                          FigureFormat.format(m.value()),
                          "of 1",
                          "AUROC, %s split; higher is better".formatted(m.split()))));
    }
    if (training instanceof Part.Shown<List<LossCurve>> shown && !shown.content().isEmpty()) {
      figures.add(loss(shown.content().get(0), keptEpoch));
    }
    if (scores instanceof Part.Shown<Scores> shown) {
      Scores content = shown.content();
      figures.add(
          new KeyFigure(
              FigureFormat.format(content.images()), "images", content.split() + " split, scored"));
      if (content.chart().threshold() != null) {
        figures.add(
            new KeyFigure(
                FigureFormat.format(content.flagged()),
                "images",
                "above the threshold of %s %s"
                    .formatted(FigureFormat.format(content.chart().threshold()), content.unit())));
      }
    }
    return figures;
  }

  private static KeyFigure loss(LossCurve curve, OptionalLong keptEpoch) {
    // Splits are sorted by name, so validation is last, if there is one
    Chart.Series series = curve.chart().series().get(curve.chart().series().size() - 1);
    int[] epochs = curve.chart().epochs();
    int last = epochs.length - 1;
    int kept =
        IntStream.range(0, last)
            .filter(at -> epochs[at] == keptEpoch.orElse(0))
            .findFirst()
            .orElse(last);
    String when =
        kept == last
            ? "after training"
            : "after epoch %d of %d, which early stopping kept"
                .formatted(epochs[kept], epochs[last]);
    return new KeyFigure(
        FigureFormat.format(series.values()[kept]),
        curve.unit(),
        "%s %s, %s split; lower is better".formatted(curve.title(), when, series.name()));
  }
}
