package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.model.KlDivergence;
import io.latentlake.model.LossTerm;
import io.latentlake.model.Reconstruction;
import io.latentlake.report.ReportContent.LossCurve;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The history of a training as curves, one for each loss term. */
final class LossHistory {

  /**
   * Most epochs in a chart; of longer trainings, evenly spaced epochs are drawn and the one that
   * was kept.
   */
  private static final int MOST_EPOCHS = 500;

  /**
   * A highest value so many times the median leaves the rest of a linear axis less than a third of
   * its height.
   */
  private static final double FAR_ABOVE = 3;

  private static final String RECONSTRUCTION = "Reconstruction error";

  private static final List<Term> TERMS =
      List.of(
          new Term(
              HistoryTable.NEGATIVE_ELBO_NATS,
              "Negative ELBO",
              "nats an image",
              "reconstruction and KL divergence together; lower is better"),
          new Term(
              HistoryTable.RECONSTRUCTION_NATS,
              RECONSTRUCTION,
              "nats an image",
              "what is lost on the way through the latent; lower is better"),
          new Term(
              HistoryTable.RECONSTRUCTION_SQUARED_ERROR,
              RECONSTRUCTION,
              "squared pixel values an image",
              "what is lost on the way through the latent; lower is better"),
          new Term(
              HistoryTable.KL_NATS,
              "KL divergence",
              "nats an image",
              "what the latent costs; near 0 it carries nothing"));

  private static final List<Term> DRIFTS =
      List.of(
          new Term(
              HistoryTable.WORKER_DRIFT,
              "Worker drift",
              "times the mean's way",
              "how far workers end from their mean, over how far the mean moves in a round; the"
                  + " square root of workers less one if their moves have nothing in common"),
          new Term(
              HistoryTable.STATISTICS_DRIFT,
              "Drift of normalisation statistics",
              "standard deviations",
              "how far the running statistics of batch normalisations differ among workers before"
                  + " they are averaged; lower is better"));

  private final List<Row> rows;

  /** Terms that have a column of their own. */
  private static final Set<String> IN_COLUMNS = Set.of(Reconstruction.NAME, KlDivergence.NAME);

  /** Units of the loss terms by name, where the model is there to say. */
  private final Map<String, String> units;

  private final OptionalLong kept;

  private record Term(String column, String title, String unit, String explanation) {}

  /**
   * Reads a history.
   *
   * @param history rows of table {@code history}
   * @param terms the loss terms of the model, if it is there
   * @param kept the epoch whose parameters the model has, if that is known
   */
  LossHistory(Dataset<Row> history, List<LossTerm> terms, OptionalLong kept) {
    this.kept = kept;
    units = terms.stream().collect(Collectors.toMap(LossTerm::name, LossTerm::unit));
    rows = history.orderBy(col(HistoryTable.EPOCH), col(HistoryTable.SPLIT)).collectAsList();
  }

  /** A curve for each loss term that the training had. */
  List<LossCurve> curves() {
    Stream<LossCurve> columns =
        TERMS.stream()
            .filter(this::isThere)
            .filter(term -> !term.column().equals(HistoryTable.RECONSTRUCTION_NATS) || !squared())
            .map(term -> curve(term, row -> column(term, row)));
    Stream<LossCurve> others =
        rows.stream()
            .flatMap(row -> terms(row).keySet().stream())
            .distinct()
            .filter(name -> !IN_COLUMNS.contains(name) || !hasColumn(name))
            .map(name -> curve(named(name), row -> Optional.ofNullable(terms(row).get(name))));
    Stream<LossCurve> drifts =
        DRIFTS.stream().filter(this::isThere).map(term -> curve(term, row -> column(term, row)));
    return Stream.of(columns, others, drifts).flatMap(curves -> curves).toList();
  }

  private static Optional<Double> column(Term term, Row row) {
    return Optional.ofNullable(row.getAs(term.column()));
  }

  private static OptionalDouble number(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** What the averaging of the last epoch gives cause to say; empty if all is well or unknown. */
  Optional<String> caution() {
    return rows.stream()
        .filter(row -> row.getAs(HistoryTable.SPLIT).equals(ImagesTable.TRAIN))
        .reduce((before, last) -> last)
        .flatMap(
            last ->
                HistoryTable.driftCaution(
                    last.getAs(HistoryTable.WORKERS),
                    number(last, HistoryTable.WORKER_DRIFT),
                    number(last, HistoryTable.STATISTICS_DRIFT)));
  }

  /** Whether a term stands in a column: a reconstruction loss does if its unit is a usual one. */
  private boolean hasColumn(String name) {
    return !name.equals(Reconstruction.NAME)
        || TERMS.stream().anyMatch(term -> term.title().equals(RECONSTRUCTION) && isThere(term));
  }

  private static Map<String, Double> terms(Row row) {
    int at = row.fieldIndex(HistoryTable.TERMS);
    return row.isNullAt(at) ? Map.of() : row.getJavaMap(at);
  }

  private Term named(String name) {
    String words = name.replace('_', ' ');
    return new Term(
        HistoryTable.TERMS,
        words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
        units.containsKey(name) ? units.get(name) + " an image" : "an image",
        "a term of the loss, without its weight; lower is better");
  }

  /** Epochs that were trained. */
  int epochs() {
    return rows.stream().mapToInt(row -> row.<Integer>getAs(HistoryTable.EPOCH)).max().orElse(0);
  }

  /** The rows of one split, by epoch. */
  List<Row> of(String split) {
    return rows.stream().filter(row -> row.getAs(HistoryTable.SPLIT).equals(split)).toList();
  }

  /** The nats of a squared error are the squared error plus a constant: one curve is enough. */
  private boolean squared() {
    return rows.stream()
        .anyMatch(row -> row.getAs(HistoryTable.RECONSTRUCTION_SQUARED_ERROR) != null);
  }

  private boolean isThere(Term term) {
    return rows.stream().anyMatch(row -> !row.isNullAt(row.fieldIndex(term.column())));
  }

  private LossCurve curve(Term term, Function<Row, Optional<Double>> valueOf) {
    int[] all =
        rows.stream()
            .mapToInt(row -> row.<Integer>getAs(HistoryTable.EPOCH))
            .distinct()
            .sorted()
            .toArray();
    int step = (all.length + MOST_EPOCHS - 1) / MOST_EPOCHS;
    // Counted from the end, so that the last epoch is always drawn
    int[] epochs =
        Arrays.stream(all)
            .filter(e -> (all[all.length - 1] - e) % step == 0 || e == kept.orElse(0))
            .toArray();
    List<Chart.Series> series = new ArrayList<>();
    List<String> sentences = new ArrayList<>();
    for (String split :
        rows.stream().map(row -> row.<String>getAs(HistoryTable.SPLIT)).distinct().toList()) {
      double[] values = new double[epochs.length];
      Arrays.fill(values, Double.NaN);
      for (Row row : of(split)) {
        int at = Arrays.binarySearch(epochs, row.<Integer>getAs(HistoryTable.EPOCH));
        if (at >= 0) {
          values[at] = valueOf.apply(row).orElse(Double.NaN);
        }
      }
      if (!Arrays.stream(values).allMatch(Double::isNaN)) {
        series.add(new Chart.Series(split, values));
        sentences.add(sentence(split, epochs, values));
      }
    }
    return new LossCurve(
        term.title(),
        term.unit(),
        term.explanation(),
        String.join(" ", sentences).trim(),
        new Chart.Curve(term.unit(), scale(series), epochs, series));
  }

  /** Logarithmic if a few high values, such as the first epochs', would flatten all others. */
  static Chart.Scale scale(List<Chart.Series> series) {
    double[] values =
        series.stream()
            .flatMapToDouble(one -> Arrays.stream(one.values()))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    return values.length > 0
            && values[0] > 0
            && values[values.length - 1] > FAR_ABOVE * values[values.length / 2]
        ? Chart.Scale.LOGARITHMIC
        : Chart.Scale.LINEAR;
  }

  private static String sentence(String split, int[] epochs, double[] values) {
    int first = -1;
    int last = -1;
    int lowest = -1;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        first = first < 0 ? i : first;
        lowest = lowest < 0 || values[i] < values[lowest] ? i : lowest;
        last = i;
      }
    }
    if (last < 0) {
      return "";
    }
    String name = split.substring(0, 1).toUpperCase(Locale.ROOT) + split.substring(1);
    String ends =
        String.format(
            Locale.ROOT,
            "%s: %s in epoch %d, %s in epoch %d",
            name,
            FigureFormat.format(values[first]),
            epochs[first],
            FigureFormat.format(values[last]),
            epochs[last]);
    String least = FigureFormat.format(values[lowest]);
    return least.equals(FigureFormat.format(values[last])) || lowest == first
        ? ends + "."
        : ends + ", lowest " + least + " in epoch " + epochs[lowest] + ".";
  }
}
