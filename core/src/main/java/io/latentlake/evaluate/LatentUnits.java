package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.var_pop;

import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.MetricsTable.Better;
import io.latentlake.table.MetricsTable.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which latent units a model uses. A unit of a VAE is active if the variance of its posterior mean
 * over images is above 0.01. Codes of another autoencoder have no scale of their own: there a unit
 * is active if its variance is above a ten-thousandth of the mean variance of all units, and no
 * mere rounding.
 *
 * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2015, section 5.3</a>
 */
public final class LatentUnits {
  /** KL divergence of one latent unit, which the slice names. */
  public static final String KL = "latent_unit_kl_nats";

  private static final String ACTIVE = "active_units";
  private static final String ACTIVE_SHARE = "active_unit_share";
  private static final String LARGEST_KL = "largest_latent_unit_kl_nats";

  /** The metrics that {@link #caution} reads. */
  public static final List<String> TELLING = List.of(ACTIVE, ACTIVE_SHARE, LARGEST_KL);

  private static final double ACTIVE_VARIANCE = 0.01;
  private static final double ACTIVE_PART_OF_MEAN_VARIANCE = 1e-4;

  /** Variance of a float's rounding, over its square, with room to spare. */
  private static final double ROUNDING = 1e-12;

  /** A smaller share of active units is worth a word. */
  private static final double FEW = 0.1;

  /** With less KL divergence, a unit says next to nothing about an image. */
  private static final double NO_NATS = 0.01;

  private LatentUnits() {}

  /** One unit's figures over the images of a split; no KL divergence if it is not of a VAE. */
  private record Unit(double mean, double variance, Optional<Double> klNats) {}

  /**
   * Measures a model's units.
   *
   * @param embeddings rows of {@link EmbeddingsTable} under one model
   * @return for each split the number and share of active units and, of a VAE, the mean KL
   *     divergence of each unit and the largest of them
   */
  public static List<Metric> metrics(Dataset<Row> embeddings) {
    Column mean = col("col").cast("double");
    Column logVariance =
        element_at(col(EmbeddingsTable.LOG_VARIANCE), col("pos").plus(1)).cast("double");
    Column kl = mean.multiply(mean).plus(exp(logVariance)).minus(logVariance).minus(1).divide(2);
    List<Row> rows =
        embeddings
            .select(
                col(EmbeddingsTable.SPLIT),
                col(EmbeddingsTable.LOG_VARIANCE),
                posexplode(col(EmbeddingsTable.EMBEDDING)))
            .groupBy(EmbeddingsTable.SPLIT, "pos")
            .agg(avg(mean), var_pop(mean), avg(kl))
            .sort(EmbeddingsTable.SPLIT, "pos")
            .collectAsList();
    Map<String, List<Unit>> bySplit = new TreeMap<>();
    for (Row row : rows) {
      bySplit
          .computeIfAbsent(row.getString(0), split -> new ArrayList<>())
          .add(new Unit(row.getDouble(2), row.getDouble(3), Optional.ofNullable(row.getAs(4))));
    }
    return bySplit.entrySet().stream()
        .flatMap(split -> metrics(split.getKey(), split.getValue()).stream())
        .toList();
  }

  private static List<Metric> metrics(String split, List<Unit> units) {
    long active = units.stream().filter(unit -> active(unit, units)).count();
    List<Metric> metrics = new ArrayList<>();
    metrics.add(figure(ACTIVE, active, "latent units", split, MetricsTable.ALL, Better.HIGH));
    metrics.add(
        figure(
            ACTIVE_SHARE,
            (double) active / units.size(),
            "share",
            split,
            MetricsTable.ALL,
            Better.HIGH));
    for (int i = 0; i < units.size(); i++) {
      String slice = "latent_" + i;
      units
          .get(i)
          .klNats()
          .map(nats -> figure(KL, nats, SplitMeans.NATS, split, slice, Better.NEITHER))
          .ifPresent(metrics::add);
    }
    units.stream()
        .flatMap(unit -> unit.klNats().stream())
        .max(Comparator.naturalOrder())
        .map(
            nats ->
                figure(LARGEST_KL, nats, SplitMeans.NATS, split, MetricsTable.ALL, Better.NEITHER))
        .ifPresent(metrics::add);
    return metrics;
  }

  private static boolean active(Unit unit, List<Unit> all) {
    if (unit.klNats().isPresent()) {
      return unit.variance() > ACTIVE_VARIANCE;
    }
    double usual = all.stream().collect(Collectors.averagingDouble(Unit::variance));
    return unit.variance() > ACTIVE_PART_OF_MEAN_VARIANCE * usual
        && unit.variance() > ROUNDING * unit.mean() * unit.mean();
  }

  private static Metric figure(
      String name, double value, String unit, String split, String slice, Better better) {
    return new Metric(name, value, unit, split, slice, better);
  }

  /**
   * Whether the latent is hardly used, and what to do then.
   *
   * @param metrics a model's metrics, in any order
   * @return a sentence, of the training images if they were measured; empty if all is well or
   *     unknown
   */
  public static Optional<String> caution(List<Metric> metrics) {
    return metrics.stream()
        .filter(metric -> metric.metric().equals(ACTIVE))
        .map(Metric::split)
        .min(
            Comparator.comparing((String split) -> !split.equals(ImagesTable.TRAIN))
                .thenComparing(Comparator.naturalOrder()))
        .flatMap(split -> caution(metrics, split));
  }

  private static Optional<String> caution(List<Metric> metrics, String split) {
    double active = value(metrics, ACTIVE, split).orElseThrow();
    double share = value(metrics, ACTIVE_SHARE, split).orElseThrow();
    Optional<Double> largest = value(metrics, LARGEST_KL, split);
    if (largest.filter(nats -> nats < NO_NATS).isPresent()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "The posterior has collapsed: no latent unit has as much as %s nats of KL divergence"
                  + " on split %s, so the latent says nothing about an image. Lower model.beta, or"
                  + " let it rise over train.beta-warmup-epochs.",
              NO_NATS,
              split));
    }
    if (share >= FEW) {
      return Optional.empty();
    }
    String found =
        active == 0
            ? "No latent unit is active"
            : String.format(
                Locale.ROOT, "Only %.0f of %.0f latent units are active", active, active / share);
    return Optional.of(
        found
            + " on split "
            + split
            + ": the others are the same for every image. "
            + (largest.isPresent()
                ? "Lower model.beta or model.latent."
                : "Lower model.latent or train.learning-rate."));
  }

  private static Optional<Double> value(List<Metric> metrics, String name, String split) {
    return metrics.stream()
        .filter(metric -> metric.metric().equals(name) && metric.split().equals(split))
        .map(Metric::value)
        .findFirst();
  }
}
