package io.latentlake.jobs;

import io.latentlake.backend.BackendDemand;
import io.latentlake.backend.ClusterBackend;
import io.latentlake.config.ConfigurationException;
import io.latentlake.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a job for the command line: reads its options, opens Spark, plans and runs. Reports the
 * outcome by exit status, by one line of JSON and by {@code _run.json}.
 */
final class JobRunner {
  /** The run succeeded. */
  static final int DONE = 0;

  /** The run failed. */
  static final int FAILED = 1;

  /**
   * Usage or configuration is wrong; the command, or the failing step of a pipeline, wrote nothing.
   */
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
      return report(command, how).refused(e);
    }
    boolean ours = !SparkSessions.exists();
    SparkSession spark;
    try {
      spark = SparkSessions.open(command.name());
    } catch (IllegalStateException e) {
      return report(command, how).failed(e);
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
      if (how.dryRun()) {
        for (String line : job.preview(spark, options)) {
          plan = plan.note(line);
        }
      }
    } catch (RuntimeException e) {
      FailureReport report = report(command, how);
      return Refusal.ofPlan(e) ? report.refused(e) : report.failed(e);
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
        return report(command, how).stopped(e);
      }
      if (Refusal.ofRun(e)) {
        return report(command, how).refused(e);
      }
      return report(command, how).failed(e);
    }
  }

  /** Chooses the backend before any work, and reports it. */
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
        options,
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

  private FailureReport report(Command command, CommandArguments how) {
    return new FailureReport(command.name(), out, err, how.verbose());
  }

  static double secondsSince(Instant start) {
    return Duration.between(start, Instant.now()).toMillis() / MILLIS;
  }
}
