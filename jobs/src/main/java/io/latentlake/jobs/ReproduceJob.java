package io.latentlake.jobs;

import static org.apache.spark.sql.functions.col;

import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Fault;
import io.latentlake.progress.Progress;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.TableStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs pipeline files that measure a published figure, each as often as its section {@code
 * reproduce} says, and prints what was measured beside what was published. What has been measured
 * is not measured again.
 *
 * <p>{@code latentlake reproduce conf/repro/*.yaml --images /data --output out/repro}
 */
@CommandLine.Command(
    name = ReproduceJob.NAME,
    sortOptions = false,
    description =
        "Runs pipeline files with a section `reproduce`, and prints a table of the figures"
            + " measured here beside the published ones.",
    footer = {
      "",
      "Called again, it goes on with the first run that is missing. If a run fails, it prints what"
          + " was measured before.",
      "",
      "Example:",
      "  deploy/latentlake reproduce conf/repro/*.yaml --images /data --output out/repro"
    })
final class ReproduceJob implements Callable<Integer> {
  static final String NAME = "reproduce";

  private static final double MEDIAN = 50;

  private final JobRunner runner;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Pipeline files (YAML).")
  private List<String> files;

  @Option(
      names = "--images",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder that data.path of each file is relative to.")
  private String images;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the results, a folder in it for each run.")
  private String output;

  @Option(
      names = "--set",
      paramLabel = "path.to.key=value",
      description = "Sets one key of every file; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Spec private CommandSpec spec;

  ReproduceJob(JobRunner runner) {
    this.runner = runner;
  }

  /** A run of a pipeline file: what it is called with, and what that means. */
  private record Planned(String file, List<String> assignments, PipelineOptions options) {}

  @Override
  public Integer call() {
    Map<String, List<Planned>> plan = new LinkedHashMap<>();
    for (String file : files) {
      plan.put(file, runs(file));
    }
    boolean ours = !SparkSessions.exists();
    SparkSession spark = SparkSessions.open(NAME);
    try {
      requireImages(plan, spark);
      return measure(plan, spark);
    } finally {
      if (ours) {
        spark.stop();
      }
    }
  }

  /** Refuses what ingest would refuse only when the runs before it have taken their hours. */
  private static void requireImages(Map<String, List<Planned>> plan, SparkSession spark) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Map<String, String> files = new LinkedHashMap<>();
    for (Planned run : plan.values().stream().flatMap(List::stream).toList()) {
      List<String> steps = run.options().steps();
      if (steps.contains("ingest") && !steps.contains("generate")) {
        files.putIfAbsent(run.options().data().path().orElseThrow(), run.file());
      }
    }
    List<Fault> missing = new ArrayList<>();
    files.forEach(
        (path, file) -> {
          if (!exists(hadoop, path)) {
            missing.add(
                new Fault(
                    "data.path",
                    "found "
                        + path
                        + ", which does not exist; put the images there, or name"
                        + " another folder by --images",
                    file));
          }
        });
    if (!missing.isEmpty()) {
      throw new ConfigurationException(missing);
    }
  }

  private static boolean exists(Configuration hadoop, String uri) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    try {
      return path.getFileSystem(hadoop).exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("opening data.path " + uri + " failed", e);
    }
  }

  private int measure(Map<String, List<Planned>> plan, SparkSession spark) {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, List<Double>> measured = new LinkedHashMap<>();
    int status;
    try {
      status = measure(plan, spark, measured);
    } finally {
      // Also if a run fails: those before it may have taken hours
      print(plan, measured, out);
    }
    if (status == JobRunner.DONE) {
      out.println(
          RunRecords.line(
              JobResult.of(Run.start(NAME, Progress.NONE)).detail("measured", measured)));
    }
    return status;
  }

  /** Runs one after the other until one fails, and returns the status of the last. */
  private int measure(
      Map<String, List<Planned>> plan, SparkSession spark, Map<String, List<Double>> measured) {
    for (Map.Entry<String, List<Planned>> of : plan.entrySet()) {
      for (Planned run : of.getValue()) {
        int status =
            runner.run(
                pipeline(), Optional.of(run.file()), run.assignments(), new CommandArguments());
        if (status != JobRunner.DONE) {
          return status;
        }
        double figure = figure(spark, run.options());
        measured.computeIfAbsent(of.getKey(), file -> new ArrayList<>()).add(figure);
      }
    }
    return JobRunner.DONE;
  }

  private static void print(
      Map<String, List<Planned>> plan, Map<String, List<Double>> measured, PrintWriter out) {
    if (measured.isEmpty()) {
      return;
    }
    out.println(
        "| file | metric | published | measured here | median | runs | lowest to highest |"
            + " source |");
    out.println("|---|---|---|---|---|---|---|---|");
    measured.forEach(
        (file, figures) ->
            out.println(row(file, plan.get(file).get(0).options().reproduce(), figures)));
  }

  private List<Planned> runs(String file) {
    PipelineOptions common = ConfigFile.read(Optional.of(file), assignments).options();
    String path =
        common
            .data()
            .path()
            .orElseThrow(() -> refused(file, "data.path is not set; name a folder in --images"));
    List<String> settings = common.reproduce().runs();
    List<Planned> runs = new ArrayList<>();
    for (String setting : settings.isEmpty() ? List.of("") : settings) {
      List<String> all = new ArrayList<>(assignments);
      all.add("data.path=" + images + "/" + path);
      all.add("output.path=" + output + "/" + name(file) + "/" + (runs.size() + 1));
      if (!setting.isBlank()) {
        all.addAll(List.of(setting.trim().split("\\s+")));
      }
      runs.add(new Planned(file, all, ConfigFile.read(Optional.of(file), all).options()));
    }
    return runs;
  }

  private static String name(String file) {
    return Path.of(file).getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  private static Command pipeline() {
    return Commands.ALL.stream()
        .filter(command -> command.name().equals("pipeline"))
        .findFirst()
        .orElseThrow();
  }

  private static double figure(SparkSession spark, PipelineOptions options) {
    ReproduceOptions wanted = options.reproduce();
    List<Row> rows =
        new TableStore(spark, options.output().path())
            .read(MetricsTable.key(options.data().id(), options.model().id()), MetricsTable.SCHEMA)
            .where(
                col(MetricsTable.METRIC)
                    .equalTo(wanted.metric())
                    .and(col(MetricsTable.SPLIT).equalTo(wanted.split()))
                    .and(col(MetricsTable.SLICE).equalTo(MetricsTable.ALL)))
            .collectAsList();
    if (rows.isEmpty()) {
      throw refused(
          "reproduce.metric",
          "is "
              + wanted.metric()
              + ", which table metrics in "
              + options.output().path()
              + " does not have for split "
              + wanted.split());
    }
    return MetricsTable.metric(rows.get(0)).value();
  }

  private static ConfigurationException refused(String where, String problem) {
    return new ConfigurationException(List.of(new Fault(where, problem, "")));
  }

  /** A row of the table; the figure measured is the mean. */
  static String row(String file, ReproduceOptions wanted, List<Double> figures) {
    double[] values = figures.stream().mapToDouble(Double::doubleValue).toArray();
    return "| "
        + String.join(
            " | ",
            name(file),
            wanted.metric(),
            wanted.published().map(ReproduceJob::number).orElse("unknown"),
            number(StatUtils.mean(values)),
            number(StatUtils.percentile(values, MEDIAN)),
            Integer.toString(figures.size()),
            number(StatUtils.min(values)) + " to " + number(StatUtils.max(values)),
            wanted.source().orElse(""))
        + " |";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
