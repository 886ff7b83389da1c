package io.latentlake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures how many images a second each part of the product takes; prints a table and writes the
 * figures as JSON.
 *
 * <p>{@code latentlake bench --filter 'train:vae28:128' --quick}
 */
@Command(
    name = "latentlake bench",
    sortOptions = false,
    description =
        "Measures how many images a second training, scoring, embedding, explaining, decoding,"
            + " reading, averaging and whole commands take, beside Deeplearning4j as it comes."
            + " Prints a table and writes the figures as JSON.",
    footer = {
      "",
      "A line of the results has an id, BENCHMARK:NETWORK:MINIBATCH, such as",
      "train:vae28:128. The networks have convolutions of 32 and 64 channels; ae28",
      "and vae28 take images of 28x28x1, ae32 and vae32 of 32x32x3. ae64 takes",
      "64x64x1 and adds a convolution of 128 channels, ae128 takes 128x128x3 and adds",
      "128 and 256. All lines take hours: begin with a --filter.",
      "",
      "Every figure comes from a fresh process. In each round ours, Deeplearning4j's",
      "and the peer's are measured in turn, so that whatever slows the machine down",
      "slows all of them down: trust the ratios more than the rates.",
      "",
      "Native code uses one thread, or OMP_NUM_THREADS; --threads lets that many",
      "work side by side, each on a network of its own, as tasks of Spark do.",
      "",
      "A peer is any command that prints a line like",
      "  train_images_per_second 1234.5",
      "named by the benchmark, its hyphens as underscores. It is run wherever its",
      "REGEX is found in the id, with {benchmark}, {network}, {minibatch} and",
      "{threads} replaced by those of the line.",
      "",
      "Exit status: 0 done, 1 something could not be measured, 2 wrong usage.",
      "",
      "Examples:",
      "  deploy/latentlake bench --quick --filter ':vae28:128'",
      "  deploy/latentlake bench --filter '^train:' --peer '^train:=./other {network}'",
      "  deploy/latentlake bench --filter '^command-.*:ae28' --images 10000"
    })
final class Bench implements Callable<Integer> {
  private static final int ROUNDS = 5;

  @Option(
      names = "--filter",
      paramLabel = "REGEX",
      description = "Measure only the lines in whose id this is found.")
  private Pattern filter = Pattern.compile("");

  @Option(names = "--list", description = "Only print the ids.")
  private boolean list;

  @Option(
      names = "--quick",
      description = "One short round: to see that it works and where it stands.")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of each (default: 5, of --quick 1).")
  private Integer rounds;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Images in the tables that whole commands, Parquet and averaging work on (default:"
              + " ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many work side by side (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--peer",
      paramLabel = "REGEX=COMMAND",
      description = "Measure another program beside ours; may be repeated; the first match counts.")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the JSON goes (default: target/bench/TIME.json).")
  private Path out;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Spec private CommandSpec spec;

  private Bench() {}

  /** Measures and ends the program. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Bench());
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler(Bench::badUsage);
    System.exit(line.execute(arguments));
  }

  private static int badUsage(ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("latentlake: " + e.getMessage());
    err.println("`latentlake bench --help` shows what is allowed");
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Instant started = Instant.now();
    int count = rounds == null ? (quick ? 1 : ROUNDS) : rounds;
    requireAtLeast("--rounds", count, 1);
    requireAtLeast("--threads", threads, 1);
    requireAtLeast("--images", images, 100);
    JmhRun.Settings settings =
        quick ? JmhRun.Settings.quick(threads) : JmhRun.Settings.thorough(threads);
    Predicate<Case> wanted = one -> filter.matcher(one.id()).find();
    Path results = home().resolve("target/bench");
    try (ScratchFolder scratch = ScratchFolder.in(results)) {
      Catalogue catalogue = new Catalogue(settings, images, scratch.path());
      List<Trial> trials = catalogue.trials(wanted);
      if (trials.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "--filter is " + filter + ", which is found in no id; see --list");
      }
      if (list) {
        trials.stream()
            .flatMap(trial -> trial.cases().stream())
            .filter(wanted)
            .forEach(one -> spec.commandLine().getOut().println(one.id()));
        return CommandLine.ExitCode.OK;
      }
      Rounds measured = new Rounds(count, threads, parsedPeers(), spec.commandLine().getErr());
      announce(trials, count);
      catalogue.prepare(trials);
      List<Outcome> outcomes = measured.measure(trials, wanted);
      ResultTable.lines(outcomes, threads).forEach(spec.commandLine().getOut()::println);
      Path file = out == null ? results.resolve(fileName(started)) : out;
      write(file, started, count, outcomes, measured.failures());
      spec.commandLine().getOut().println("\n" + file.toAbsolutePath());
      return measured.failures().isEmpty()
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + "; allowed: " + least + " or more");
    }
  }

  private List<Peer> parsedPeers() {
    try {
      return peers.stream().map(Peer::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** The checkout. */
  private static Path home() {
    String home = System.getenv("LATENTLAKE_HOME");
    return Path.of(home == null ? "" : home);
  }

  private static String fileName(Instant started) {
    return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .format(started)
        + ".json";
  }

  private void announce(List<Trial> trials, int count) {
    long processes = trials.stream().mapToLong(trial -> trial.stock().isPresent() ? 2 : 1).sum();
    spec.commandLine()
        .getErr()
        .printf(
            "latentlake: %d rounds of %d processes, ten seconds or more each%n", count, processes);
  }

  private void write(
      Path file, Instant started, int count, List<Outcome> outcomes, List<String> failures)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("started", started.toString());
    json.put("finished", Instant.now().toString());
    json.put("machine", Machine.hardware());
    json.put("versions", Machine.versions());
    json.put("environment", Machine.environment());
    json.put("threads", threads);
    json.put("rounds", count);
    json.put("quick", quick);
    json.put("results", outcomes.stream().map(Outcome::json).toList());
    json.put("failures", failures);
    Files.createDirectories(file.toAbsolutePath().getParent());
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), json);
  }
}
