package io.latentlake.report;

import io.latentlake.evaluate.MapSummary;
import io.latentlake.report.ReportContent.MapMethod;
import io.latentlake.table.MetricsTable.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The attribution methods of a split, ranked, each with a word on whether to trust its maps. */
final class MapMethods {
  private static final String AUROC = "pixel_auroc";
  private static final String AUPRO = "pixel_aupro";
  private static final String MASK_AUROC = MapSummary.PREFIX + "mask_auroc";
  private static final String DELETION = MapSummary.PREFIX + "deletion_area";
  private static final String RANDOM_DELETION = MapSummary.PREFIX + "random_deletion_area";
  private static final String RANDOMISATION = MapSummary.PREFIX + "randomisation_correlation";
  private static final String SENSITIVITY = MapSummary.PREFIX + "max_sensitivity";

  private static final double CHANCE = 0.5;

  // A map that looks so much like that of an untrained network shows the image, not the model
  private static final double UNTRAINED = 0.3;

  private MapMethods() {}

  /** Of the metrics of one split. */
  static List<MapMethod> read(List<Metric> metrics) {
    Map<String, Map<String, Double>> bySlice = new TreeMap<>();
    for (Metric metric : metrics) {
      if (metric.metric().startsWith("pixel_") || metric.metric().startsWith(MapSummary.PREFIX)) {
        bySlice
            .computeIfAbsent(metric.slice(), slice -> new TreeMap<>())
            .put(metric.metric(), metric.value());
      }
    }
    return bySlice.entrySet().stream()
        .filter(slice -> slice.getKey().contains("/") && !slice.getKey().contains("~"))
        .map(slice -> method(slice.getKey(), slice.getValue()))
        .sorted(
            Comparator.<MapMethod>comparingDouble(method -> -method.auroc().orElse(0.0))
                .thenComparingDouble(MapMethods::deletionAboveChance)
                .thenComparing(MapMethod::name)
                .thenComparing(MapMethod::target))
        .toList();
  }

  /** Place of a method and target among those that were measured; behind all if it was not. */
  static int rank(List<MapMethod> ranked, String name, String target) {
    for (int i = 0; i < ranked.size(); i++) {
      if (ranked.get(i).name().equals(name) && ranked.get(i).target().equals(target)) {
        return i;
      }
    }
    return ranked.size();
  }

  private static double deletionAboveChance(MapMethod method) {
    return method.deletion().orElse(0.0) - method.randomDeletion().orElse(0.0);
  }

  private static MapMethod method(String slice, Map<String, Double> figures) {
    int slash = slice.lastIndexOf('/');
    return new MapMethod(
        slice.substring(0, slash),
        slice.substring(slash + 1),
        figure(figures, AUROC),
        figure(figures, AUPRO),
        interval(figures, MASK_AUROC),
        figure(figures, DELETION),
        figure(figures, RANDOM_DELETION),
        figure(figures, SENSITIVITY),
        figure(figures, RANDOMISATION),
        verdict(figures));
  }

  private static Optional<Double> figure(Map<String, Double> figures, String name) {
    return Optional.ofNullable(figures.get(name));
  }

  private static String interval(Map<String, Double> figures, String name) {
    if (!figures.containsKey(name)) {
      return "";
    }
    String mean = FigureFormat.format(figures.get(name));
    return figures.containsKey(name + MapSummary.LOW)
        ? mean
            + " ("
            + FigureFormat.format(figures.get(name + MapSummary.LOW))
            + " to "
            + FigureFormat.format(figures.get(name + MapSummary.HIGH))
            + ")"
        : mean + " (one image)";
  }

  /** What a reader should know before trusting the maps; empty if nothing speaks against them. */
  private static String verdict(Map<String, Double> figures) {
    Double lowest = figures.getOrDefault(MASK_AUROC + MapSummary.LOW, figures.get(AUROC));
    if (lowest != null && lowest <= CHANCE) {
      return "no better than chance at finding the marked pixels";
    }
    if (figures.containsKey(DELETION) && figures.get(DELETION) >= figures.get(RANDOM_DELETION)) {
      return "deleting its highest pixels takes no more off the number than deleting any";
    }
    return figures.getOrDefault(RANDOMISATION, 0.0) > UNTRAINED
        ? "much the same for an untrained network: it shows the image more than the model"
        : "";
  }
}
