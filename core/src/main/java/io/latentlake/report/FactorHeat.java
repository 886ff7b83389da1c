package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.evaluate.disentangle.Disentanglement;
import io.latentlake.evaluate.disentangle.LatentFactor;
import io.latentlake.report.ReportContent.FactorInformation;
import io.latentlake.report.ReportContent.UnitInformation;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.MetricsTable.Metric;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What latent units tell about factors, for a table that is coloured by it. */
final class FactorHeat {
  /** Rows of the table; further units tell less. */
  private static final int MOST_UNITS = 32;

  private FactorHeat() {}

  static Optional<FactorInformation> read(Dataset<Row> metrics) {
    List<Metric> found =
        metrics
            .filter(col(MetricsTable.METRIC).equalTo(Disentanglement.INFORMATION))
            .collectAsList()
            .stream()
            .map(MetricsTable::metric)
            .toList();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Map<Integer, Map<String, Double>> byUnit = new TreeMap<>();
    for (Metric metric : found) {
      LatentFactor of = LatentFactor.of(metric.slice());
      byUnit.computeIfAbsent(of.unit(), unit -> new TreeMap<>()).put(of.factor(), metric.value());
    }
    List<UnitInformation> units =
        byUnit.entrySet().stream()
            .map(unit -> new UnitInformation(unit.getKey(), List.copyOf(unit.getValue().values())))
            .sorted(Comparator.comparing(unit -> -Collections.max(unit.shares())))
            .limit(MOST_UNITS)
            .sorted(Comparator.comparing(UnitInformation::unit))
            .toList();
    return Optional.of(
        new FactorInformation(
            found.get(0).split(),
            List.copyOf(byUnit.values().iterator().next().keySet()),
            units,
            byUnit.size() - units.size()));
  }
}
