package io.latentlake.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.latentlake.evaluate.LatentUnits;
import io.latentlake.evaluate.MapSummary;
import io.latentlake.evaluate.disentangle.Disentanglement;
import io.latentlake.report.ReportContent.Figures;
import io.latentlake.report.ReportContent.Metrics;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.MetricsTable.Metric;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The metrics table in reading order: the figures of whole splits first. */
final class MetricRows {

  /** Rows on the page; a table of more slices is for a query. */
  private static final int MOST = 200;

  private MetricRows() {}

  static Part<Metrics> read(Dataset<Row> all) {
    Dataset<Row> metrics =
        all.filter(not(col(MetricsTable.METRIC).isin(LatentUnits.KL, Disentanglement.INFORMATION)))
            .filter(not(col(MetricsTable.METRIC).startsWith(MapSummary.PREFIX)));
    return Part.of(
        ShownSplit.of(metrics, MetricsTable.SPLIT)
            .map(
                shown ->
                    new Metrics(
                        shown.name(),
                        figures(shown.rows()),
                        figures(metrics.filter(col(MetricsTable.SPLIT).notEqual(shown.name()))),
                        MapMethods.read(ofMaps(all, shown.name())),
                        FactorHeat.read(all))),
        "Nothing was measured.");
  }

  private static List<Metric> ofMaps(Dataset<Row> metrics, String split) {
    return metrics
        .filter(col(MetricsTable.SPLIT).equalTo(split))
        .filter(
            col(MetricsTable.METRIC)
                .startsWith("pixel_")
                .or(col(MetricsTable.METRIC).startsWith(MapSummary.PREFIX)))
        .collectAsList()
        .stream()
        .map(MetricsTable::metric)
        .toList();
  }

  /** What the metrics give cause to say; empty if all is well or unknown. */
  static Optional<String> caution(Dataset<Row> metrics) {
    return LatentUnits.caution(
        metrics
            .filter(col(MetricsTable.METRIC).isin(LatentUnits.TELLING.toArray()))
            .collectAsList()
            .stream()
            .map(MetricsTable::metric)
            .toList());
  }

  private static Figures figures(Dataset<Row> metrics) {
    List<Metric> shown =
        metrics
            .orderBy(
                col(MetricsTable.SLICE).notEqual(MetricsTable.ALL),
                col(MetricsTable.METRIC),
                col(MetricsTable.SPLIT),
                col(MetricsTable.SLICE))
            .limit(MOST)
            .collectAsList()
            .stream()
            .map(MetricsTable::metric)
            .toList();
    return new Figures(shown, shown.size() < MOST ? 0 : metrics.count() - MOST);
  }
}
