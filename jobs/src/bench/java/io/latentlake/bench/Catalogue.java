package io.latentlake.bench;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.jobs.WholeCommands;
import io.latentlake.train.MinibatchReading;
import io.latentlake.train.RowGroupReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Every benchmark there is.
 *
 * @param settings how JMH measures
 * @param images in the image sets of those that read or write tables
 * @param scratch an empty folder for those
 */
record Catalogue(JmhRun.Settings settings, int images, Path scratch) {
  private static final int[] MINIBATCHES = {32, 128, 512};
  private static final int[] ROWS_PER_GROUP = {256, 1024, 4096, 16384};
  private static final List<String> COMMANDS =
      List.of("generate", "ingest", "train", "score", "embed", "explain");
  private static final String COMMAND = "command-";

  /** The trials that give at least one of the wanted lines, in the order of the results. */
  List<Trial> trials(Predicate<Case> wanted) {
    List<Trial> all = new ArrayList<>();
    for (String benchmark : List.of("train", "reconstruct", "score", "embed", "decode")) {
      each((network, minibatch) -> all.add(compared(benchmark, network, minibatch)));
    }
    for (String method : AttributionMethod.names()) {
      each((network, minibatch) -> all.add(explained(method, network, minibatch)));
    }
    for (Network network : List.of(Network.AE28, Network.AE32)) {
      for (String format : List.of("png", "jpeg")) {
        all.add(decodedFiles(network, format));
      }
    }
    each((network, minibatch) -> all.add(readMinibatches(network, minibatch)));
    for (Network network : List.of(Network.AE28, Network.AE32)) {
      for (int rows : ROWS_PER_GROUP) {
        all.add(rowGroups(network, "readGroups", "read-groups-of-", rows));
        all.add(rowGroups(network, "scanGroups", "scan-groups-of-", rows));
      }
    }
    each((network, minibatch) -> all.add(averaged(network, minibatch)));
    for (Network network : Network.values()) {
      all.add(commands(network));
    }
    return all.stream().filter(trial -> trial.cases().stream().anyMatch(wanted)).toList();
  }

  private interface Each {
    void accept(Network network, int minibatch);
  }

  private static void each(Each trial) {
    for (Network network : Network.values()) {
      for (int minibatch : MINIBATCHES) {
        trial.accept(network, minibatch);
      }
    }
  }

  private Trial compared(String benchmark, Network network, int minibatch) {
    Case one = new Case(benchmark, network.title(), minibatch);
    Class<?> type = benchmark.equals("train") ? Training.class : Inference.class;
    return Trial.of(
        one,
        jmh(one, type, benchmark, network, Map.of("engine", Engine.OURS.name())),
        jmh(one, type, benchmark, network, Map.of("engine", Engine.STOCK.name())));
  }

  private Trial explained(String method, Network network, int minibatch) {
    Case one = new Case(method, network.title(), minibatch);
    return Trial.of(one, jmh(one, Explaining.class, "explain", network, Map.of("method", method)));
  }

  private Trial decodedFiles(Network network, String format) {
    Case one = new Case("decode-" + format, network.shape().toString(), 0);
    return Trial.of(
        one, jmh(one, FileDecoding.class, "decodeFile", network, Map.of("format", format)));
  }

  private Trial readMinibatches(Network network, int minibatch) {
    Case one = new Case("parquet-minibatches", network.title(), minibatch);
    Path table = tables(network).resolve("images");
    return Trial.of(
        one,
        jmh(
            one,
            MinibatchReading.class,
            "readMinibatches",
            network,
            Map.of("table", table.toString())));
  }

  private Trial rowGroups(Network network, String method, String prefix, int rows) {
    Case one = new Case(prefix + rows, network.shape().toString(), 0);
    return Trial.of(
        one,
        jmh(one, RowGroupReading.class, method, network, Map.of("rows", Integer.toString(rows))));
  }

  private Trial averaged(Network network, int minibatch) {
    Case one = new Case("averaging-round", network.title(), minibatch);
    return Trial.of(
        one, rounds(network, minibatch, Engine.OURS), rounds(network, minibatch, Engine.STOCK));
  }

  private Trial commands(Network network) {
    List<Case> cases =
        COMMANDS.stream()
            .map(
                name ->
                    new Case(
                        COMMAND + name, network.title(), 0, WholeCommands.images(name, images)))
            .toList();
    return new Trial(
        cases,
        () -> {
          Map<String, Double> figures = new HashMap<>();
          try (ScratchFolder folder = ScratchFolder.in(scratch)) {
            run(network, folder.path(), COMMANDS)
                .measure()
                .forEach((metric, rate) -> figures.put(COMMAND.replace('-', '_') + metric, rate));
          }
          return figures;
        },
        Optional.empty());
  }

  /** Draws and ingests the images that some trials read, each size once. */
  void prepare(List<Trial> trials) throws IOException, InterruptedException {
    for (Network network : Network.values()) {
      boolean needed =
          trials.stream()
              .flatMap(trial -> trial.cases().stream())
              .anyMatch(
                  one ->
                      List.of("parquet-minibatches", "averaging-round").contains(one.benchmark())
                          && one.network().equals(network.title()));
      Path tables = tables(network);
      if (needed && !Files.exists(tables)) {
        run(network, tables.getParent(), List.of("generate", "ingest")).measure();
      }
    }
  }

  private Path tables(Network network) {
    return scratch.resolve(network.shape().toString()).resolve("lake");
  }

  private Measurement jmh(
      Case one, Class<?> type, String method, Network network, Map<String, String> more) {
    Map<String, String> parameters = new HashMap<>(more);
    parameters.put("network", network.name());
    if (one.minibatch() > 0) {
      parameters.put("minibatch", Integer.toString(one.minibatch()));
    }
    return new JmhRun(one.metric(), type, method, parameters, settings, scratch.resolve("jmh.log"));
  }

  private Measurement rounds(Network network, int minibatch, Engine engine) {
    return new ChildJvm(
        AveragingRounds.class,
        spark(),
        List.of(
            tables(network).toString(),
            network.name(),
            Integer.toString(minibatch),
            Integer.toString(settings.threads()),
            engine.name()));
  }

  private Measurement run(Network network, Path folder, List<String> commands) {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    folder.toString(),
                    network.name(),
                    Integer.toString(images),
                    Integer.toString(settings.threads())),
                commands.stream())
            .toList();
    return new ChildJvm(WholeCommands.class, spark(), arguments);
  }

  private Map<String, String> spark() {
    return Map.of(
        "spark.master", "local[" + settings.threads() + "]",
        "spark.driver.host", "127.0.0.1",
        "spark.driver.bindAddress", "127.0.0.1",
        "spark.ui.enabled", "false",
        "spark.sql.shuffle.partitions", "8",
        "spark.sql.session.timeZone", "UTC",
        "spark.sql.warehouse.dir", scratch.resolve("warehouse").toString());
  }
}
