package io.latentlake.jobs;

import io.latentlake.backend.BackendDemand;
import io.latentlake.backend.ClusterBackend;
import io.latentlake.config.ConfigurationException;
import io.latentlake.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a job for the command line: reads its options, opens Spark, plans, runs, and says how it
 * ended by exit status, by one line of JSON and by {@code _run.json}.
 */
final class JobRunner {
  /** The run did what was asked. */
  static final int DONE = 0;

  /** The run failed. */
  static final int FAILED = 1;

  /** What was asked for cannot be; the command, or the step of a pipeline, wrote nothing. */
  static final int REFUSED = 2;

  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final double MILLIS = 1000;

  private final PrintWriter out;
  private final PrintWriter err;
  private final Progress progress;

  /** Results go to {@code out}, everything else to {@code err}. */
  JobRunner(PrintWriter out, PrintWriter err, Progress progress) {
    this.out = out;
    this.err = err;
    this.progress = progress;
  }

  /** Runs a command to its end and returns the exit status. */
  int run(Command command, Optional<String> file, List<String> assignments, CommandArguments how) {
    PipelineOptions options;
    try {
      options = ConfigFile.read(file, assignments).options();
    } catch (ConfigurationException e) {
      return refused(command, e, how);
    }
    boolean ours = !SparkSessions.exists();
    SparkSession spark;
    try {
      spark = SparkSessions.open(command.name());
    } catch (IllegalStateException e) {
      return failed(command, e, how);
    }
    try (Interruption interruption = Interruption.listen(spark.sparkContext())) {
      return run(command, options, spark, interruption.signal(), how);
    } finally {
      if (ours) {
        spark.stop();
      }
    }
  }

  private int run(
      Command command,
      PipelineOptions options,
      SparkSession spark,
      StopSignal stop,
      CommandArguments how) {
    Run run = Run.start(command.name(), progress, stop);
    try {
      return new RunLabels(spark.sparkContext(), run, options)
          .during(() -> run(command, options, spark, run, how));
    } finally {
      ClusterBackend.release(spark.sparkContext());
    }
  }

  private int run(
      Command command,
      PipelineOptions options,
      SparkSession spark,
      Run begun,
      CommandArguments how) {
    Job job = command.job().get();
    Optional<String> backend;
    JobPlan plan;
    try {
      backend = backend(command, spark, options);
      plan = job.plan(spark, options);
    } catch (RuntimeException e) {
      return Refusal.ofPlan(e) ? refused(command, e, how) : failed(command, e, how);
    }
    Run run = backend.map(begun::on).orElse(begun);
    if (how.dryRun()) {
      describe(plan);
      out.println(RunRecords.line(planned(run, plan)));
      return DONE;
    }
    LOG.info("started");
    try {
      JobResult result = job.run(spark, options, run);
      result =
          result
              .qualified(spark.sparkContext().hadoopConfiguration())
              .withSeconds(secondsSince(run.started()));
      if (run.stop().requested()) {
        result = result.stopped();
        err.println("latentlake: " + command.name() + " stopped before its end");
      }
      writeRecords(spark, job, options, run, result);
      describe(result);
      LOG.info(
          "{} after {} s; rows written: {}",
          result.status(),
          result.seconds(),
          result.rowsWritten());
      out.println(RunRecords.line(result));
      return DONE;
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError e) {
      if (run.stop().requested()) {
        return cutOff(command, e, how);
      }
      if (Refusal.ofRun(e)) {
        return refused(command, e, how);
      }
      return failed(command, e, how);
    }
  }

  /** Settles what computes before there is any work, and says so. */
  private Optional<String> backend(Command command, SparkSession spark, PipelineOptions options) {
    if (!command.computes()) {
      return Optional.empty();
    }
    String used = ClusterBackend.ask(spark.sparkContext(), BackendDemand.of(options.backend()));
    progress.say("backend: " + used);
    return Optional.of(used);
  }

  private static void writeRecords(
      SparkSession spark, Job job, PipelineOptions options, Run run, JobResult result)
      throws IOException {
    RunRecords.write(
        spark.sparkContext().hadoopConfiguration(),
        job.outputFolder(options),
        result,
        job.recorded(options),
        run);
  }

  private static JobResult planned(Run run, JobPlan plan) {
    JobResult result = JobResult.of(run).withStatus("planned");
    for (JobPlan.Place place : plan.writes()) {
      result = result.at(place.name(), place.uri());
    }
    return result.detail("notes", plan.notes());
  }

  private void describe(JobPlan plan) {
    plan.reads().forEach(place -> out.println("would read " + place.name() + ": " + place.uri()));
    plan.writes().forEach(place -> out.println("would write " + place.name() + ": " + place.uri()));
    plan.notes().forEach(out::println);
  }

  private void describe(JobResult result) {
    result
        .where()
        .forEach(
            (name, uri) -> {
              Long rows = result.rowsWritten().get(name);
              String count = rows == null ? "" : String.format(Locale.ROOT, " %,d rows in", rows);
              out.println(name + ":" + count + " " + uri);
            });
  }

  private int refused(Command command, Throwable thrown, CommandArguments how) {
    Refusal.message(thrown).lines().forEach(line -> err.println("latentlake: " + line));
    trace("refused", thrown, how);
    out.println(ending(command, "refused", thrown));
    return REFUSED;
  }

  private int failed(Command command, Throwable thrown, CommandArguments how) {
    err.println("latentlake: " + command.name() + " failed: " + Refusal.message(thrown));
    trace("failed", thrown, how);
    out.println(ending(command, "failed", thrown));
    return FAILED;
  }

  private int cutOff(Command command, Throwable thrown, CommandArguments how) {
    err.println(
        "latentlake: " + command.name() + " was cut off, and has removed what was half done");
    trace("stopped", thrown, how);
    out.println(ending(command, "stopped", thrown));
    return FAILED;
  }

  private void trace(String status, Throwable thrown, CommandArguments how) {
    if (how.verbose()) {
      thrown.printStackTrace(err);
    }
    LOG.error(status, thrown);
    err.flush();
  }

  private static String ending(Command command, String status, Throwable thrown) {
    Map<String, String> ending = new LinkedHashMap<>();
    ending.put("command", command.name());
    ending.put("status", status);
    ending.put("error", Refusal.message(thrown));
    return RunRecords.line(ending);
  }

  static double secondsSince(Instant start) {
    return Duration.between(start, Instant.now()).toMillis() / MILLIS;
  }
}
