package io.latentlake.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The results as a table for a terminal. */
final class ResultTable {
  private static final List<String> NOTES =
      List.of(
          "images/s: median (least-most) of the rounds; x: median of the rounds' ratios, ours to"
              + " theirs; above 1, ours is quicker",
          "stock: Deeplearning4j's own layers as they come, its layer helpers off; an empty field:"
              + " it has no such thing",
          "train: fit() on arrays in memory; reconstruct: arrays to arrays, stock by output();"
              + " score: stored pixels to errors, stock by scoreExamples()",
          "stock's VAE: deviation by softplus, and the mean's squared distance from zero where the"
              + " KL divergence would stand; it has no layers for those",
          "averaging-round: ours reads the images table as it trains, stock minibatches that it"
              + " laid ready on disk before; threads are workers",
          "attribution methods: images explained, in batches of `batch` passes through the model",
          "command-*: whole commands by their own clock, Spark already up");

  private ResultTable() {}

  /** Lines of the table, and notes on how to read it. */
  static List<String> lines(List<Outcome> outcomes, int threads) {
    boolean peers = outcomes.stream().anyMatch(o -> o.spread(Outcome.PEER).isPresent());
    boolean runs = outcomes.stream().anyMatch(o -> o.seconds().isPresent());
    List<List<String>> rows = new ArrayList<>();
    List<String> header =
        new ArrayList<>(
            List.of(
                "benchmark",
                "network",
                "batch",
                "threads",
                "ours images/s",
                "stock images/s",
                "x"));
    if (peers) {
      header.addAll(List.of("peer images/s", "x"));
    }
    if (runs) {
      header.addAll(List.of("images", "seconds"));
    }
    rows.add(header);
    for (Outcome outcome : outcomes) {
      Case one = outcome.one();
      List<String> row = new ArrayList<>();
      row.add(one.benchmark());
      row.add(one.network());
      row.add(one.minibatch() == 0 ? "" : Integer.toString(one.minibatch()));
      row.add(Integer.toString(threads));
      row.add(rates(outcome.spread(Outcome.OURS)).orElse("failed"));
      row.add(rates(outcome.spread(Outcome.STOCK)).orElse(""));
      row.add(ratio(outcome.ratio(Outcome.STOCK)));
      if (peers) {
        row.add(rates(outcome.spread(Outcome.PEER)).orElse(""));
        row.add(ratio(outcome.ratio(Outcome.PEER)));
      }
      if (runs) {
        row.add(one.images() == 0 ? "" : Integer.toString(one.images()));
        row.add(outcome.seconds().map(s -> String.format(Locale.ROOT, "%.1f", s)).orElse(""));
      }
      rows.add(row);
    }
    List<String> lines = new ArrayList<>(aligned(rows));
    lines.add("");
    lines.addAll(NOTES);
    return lines;
  }

  private static Optional<String> rates(Optional<Spread> rates) {
    return rates.map(
        r -> String.format(Locale.ROOT, "%,.0f (%,.0f-%,.0f)", r.median(), r.min(), r.max()));
  }

  private static String ratio(Optional<Spread> ratio) {
    return ratio.map(r -> String.format(Locale.ROOT, "%.2f", r.median())).orElse("");
  }

  /** Text to the left, the numbers from the third column on to the right. */
  private static List<String> aligned(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, widths.length)
                    .mapToObj(
                        i -> String.format("%" + (i < 2 ? "-" : "") + widths[i] + "s", row.get(i)))
                    .collect(Collectors.joining("  "))
                    .stripTrailing())
        .toList();
  }
}
