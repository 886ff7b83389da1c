package io.latentlake.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results as a table for a terminal, with notes on what stands in it. */
final class ResultTable {
  /** Below it, a rate is shown with a decimal. */
  private static final double FEW = 100;

  private record Column(String title, boolean leftAligned, Function<Outcome, String> text) {}

  private record Note(String benchmarks, String text) {
    boolean concerns(Outcome outcome) {
      return Pattern.matches(benchmarks, outcome.one().benchmark());
    }
  }

  private static final List<Note> NOTES =
      List.of(
          new Note(
              ".*",
              "images/s: median (least-most) of the rounds; x: median of the rounds' ratios, ours to"
                  + " theirs: above 1, ours is quicker."),
          new Note(
              ".*",
              "stock: Deeplearning4j's own layers as they come, layer helpers off; empty where it"
                  + " has no such thing. For a VAE it has no reparameterisation and no KL"
                  + " divergence: a deviation by softplus and the mean's squared distance from zero"
                  + " stand in their place."),
          new Note("train", "train: a step of fit() on arrays in memory."),
          new Note(
              "reconstruct",
              "reconstruct: arrays of pixels to arrays of pixels; stock by output()."),
          new Note(
              "score",
              "score: stored pixels to errors on the heap; stock by scoreExamples(), which gives the"
                  + " loss alone."),
          new Note(
              "embed", "embed: stored pixels to latent means on the heap; stock by output(layer)."),
          new Note(
              "decode",
              "decode: latents to pixels, ours before the last sigmoid as scoring takes them; stock"
                  + " by output() of its decoder alone."),
          new Note(
              "residual|excess-residual|saliency|input-x-gradient|integrated-gradients|occlusion",
              "attribution methods: images explained, with their default options, batch being the"
                  + " passes through the model at a time."),
          new Note(
              "parquet-minibatches",
              "parquet-minibatches: the images table to arrays, each row group read and decoded"
                  + " anew."),
          new Note(
              "(read|scan)-groups-of-.*",
              "read-groups-of-N: a file of table images in row groups of N, each group opened by"
                  + " itself in any order, as training does; scan-groups-of-N: the same by Spark, a"
                  + " query over ids and pixels."),
          new Note(
              "averaging-round",
              "averaging-round: 5 minibatches each of as many workers as threads; ours reads the"
                  + " images table, stock minibatches of floats it laid ready on disk before."),
          new Note("command-.*", "command-*: whole commands by their own clock, Spark being up."));

  private ResultTable() {}

  /** Lines of the table, and the notes that concern it. */
  static List<String> lines(List<Outcome> outcomes, int threads) {
    List<Column> shown =
        columns(threads).stream()
            .filter(column -> outcomes.stream().anyMatch(o -> !column.text().apply(o).isEmpty()))
            .toList();
    List<List<String>> columns = shown.stream().map(column -> aligned(column, outcomes)).toList();
    List<String> lines = new ArrayList<>();
    for (int row = 0; row <= outcomes.size(); row++) {
      int at = row;
      lines.add(
          columns.stream()
              .map(column -> column.get(at))
              .collect(Collectors.joining("  "))
              .stripTrailing());
    }
    lines.add("");
    NOTES.stream()
        .filter(note -> outcomes.stream().anyMatch(note::concerns))
        .forEach(note -> lines.add(note.text()));
    return lines;
  }

  private static List<Column> columns(int threads) {
    return List.of(
        new Column("benchmark", true, outcome -> outcome.one().benchmark()),
        new Column("network", true, outcome -> outcome.one().network()),
        new Column("batch", false, outcome -> positive(outcome.one().minibatch())),
        new Column("threads", false, outcome -> Integer.toString(threads)),
        new Column(
            "ours images/s", false, o -> rates(o.spread(Outcome.OURS)).orElse("not measured")),
        new Column("stock images/s", false, o -> rates(o.spread(Outcome.STOCK)).orElse("")),
        new Column("x", false, outcome -> ratio(outcome.ratio(Outcome.STOCK))),
        new Column("peer images/s", false, o -> rates(o.spread(Outcome.PEER)).orElse("")),
        new Column("x", false, outcome -> ratio(outcome.ratio(Outcome.PEER))),
        new Column("images", false, outcome -> positive(outcome.one().images())),
        new Column("seconds", false, o -> o.seconds().map(ResultTable::number).orElse("")));
  }

  private static String positive(int number) {
    return number == 0 ? "" : Integer.toString(number);
  }

  private static Optional<String> rates(Optional<Spread> rates) {
    return rates.map(
        all ->
            number(all.median())
                + (all.values().size() == 1
                    ? ""
                    : " (" + number(all.min()) + "-" + number(all.max()) + ")"));
  }

  private static String ratio(Optional<Spread> ratio) {
    return ratio.map(all -> String.format(Locale.ROOT, "%.2f", all.median())).orElse("");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < FEW ? "%.1f" : "%,.0f", value);
  }

  private static List<String> aligned(Column column, List<Outcome> outcomes) {
    List<String> cells =
        Stream.concat(Stream.of(column.title()), outcomes.stream().map(column.text())).toList();
    int width = cells.stream().mapToInt(String::length).max().orElse(0);
    String format = "%" + (column.leftAligned() ? "-" : "") + width + "s";
    return cells.stream().map(cell -> String.format(format, cell)).toList();
  }
}
