package io.latentlake.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the steps of a pipeline file in order. Skips a step if its inputs, options and code are
 * unchanged and its results still exist.
 *
 * <p>{@code latentlake pipeline --config conf/demo.yaml}
 */
final class PipelineJob implements Job {
  /** Folder of the step records, below the output. */
  static final String RECORDS = "_pipeline";

  /** Cached listings that Spark may drop after a step. */
  private static final String SPARE = "checkpoints";

  private final List<PipelineStep> steps;
  private final String code;

  /** Listings of the places that steps read, kept from the plan until a step has run. */
  private final Map<JobPlan.Place, PlaceListing> seen = new HashMap<>();

  /**
   * Steps of the last plan that run because an earlier one does: what they read may not exist yet.
   */
  private final Set<String> following = new HashSet<>();

  /**
   * Makes a pipeline.
   *
   * @param steps in their order
   * @param code checksum of the code
   */
  PipelineJob(List<PipelineStep> steps, String code) {
    this.steps = List.copyOf(steps);
    this.code = code;
  }

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    for (PipelineStep step : chosen(options)) {
      step.command().job().get().check(options);
    }
    seen.clear();
    following.clear();
    JobPlan all = JobPlan.empty();
    Set<String> running = new LinkedHashSet<>();
    for (PipelineStep step : chosen(options)) {
      Optional<String> upstream = upstream(step, running);
      if (upstream.isPresent()) {
        running.add(step.name());
        following.add(step.name());
        all = all.note(step.name() + " " + upstream.get());
        continue;
      }
      Job job = step.command().job().get();
      JobPlan plan = job.plan(spark, options);
      Optional<String> reason = reason(step, job, plan, spark, options);
      if (reason.isEmpty()) {
        all = all.note(step.name() + " is skipped: nothing has changed");
        continue;
      }
      running.add(step.name());
      all = all.note(step.name() + " " + reason.get());
      for (JobPlan.Place place : plan.reads()) {
        all = all.reads(place.name(), place.uri());
      }
      for (JobPlan.Place place : plan.writes()) {
        all = all.writes(place.name(), place.uri());
      }
      for (String note : plan.notes()) {
        all = all.note(step.name() + ": " + note);
      }
    }
    return all;
  }

  @Override
  public List<String> preview(SparkSession spark, PipelineOptions options) {
    return chosen(options).stream()
        .filter(step -> !following.contains(step.name()))
        .flatMap(step -> step.command().job().get().preview(spark, options).stream())
        .toList();
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<Map<String, Object>> steps = new ArrayList<>();
    Set<String> ran = new LinkedHashSet<>();
    JobResult all = JobResult.of(run);
    for (PipelineStep step : chosen(options)) {
      if (run.stop().requested()) {
        break;
      }
      Job job = step.command().job().get();
      JobPlan plan = planned(step, job, spark, options);
      Optional<String> reason =
          upstream(step, ran).or(() -> reason(step, job, plan, spark, options));
      JobResult result;
      if (reason.isPresent()) {
        run.progress().say(step.name() + " " + reason.get());
        ran.add(step.name());
        result = runStep(step, job, plan, spark, options, run);
      } else {
        run.progress().say(step.name() + " is skipped: nothing has changed");
        result = record(step, options, hadoop).orElseThrow().result();
      }
      all = joined(all, result);
      steps.add(outcome(step, reason, result));
    }
    return all.detail("steps", steps);
  }

  /** Plans a step that could not be planned before earlier steps had run; it may be refused now. */
  private static JobPlan planned(
      PipelineStep step, Job job, SparkSession spark, PipelineOptions options) {
    try {
      return job.plan(spark, options);
    } catch (RuntimeException e) {
      throw Refusal.ofPlan(e) ? new StepRefusedException(step.name(), e) : e;
    }
  }

  private JobResult runStep(
      PipelineStep step,
      Job job,
      JobPlan plan,
      SparkSession spark,
      PipelineOptions options,
      Run pipeline)
      throws Exception {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path path = recordPath(step, options);
    FileSystem files = path.getFileSystem(hadoop);
    // From here on the old record may no longer describe the results
    files.delete(path, false);
    Map<String, PlaceListing> inputs = list(job, plan.reads(), spark, options);
    pipeline.stop().nextJob();
    Run begun = Run.start(step.name(), pipeline.progress(), pipeline.stop());
    Run run =
        pipeline
            .backend()
            .filter(backend -> step.command().computes())
            .map(begun::on)
            .orElse(begun);
    JobResult result =
        new RunLabels(spark.sparkContext(), run, options)
            .during(() -> job.run(spark, options, run))
            .qualified(hadoop)
            .withSeconds(JobRunner.secondsSince(run.started()));
    seen.clear();
    RunRecords.write(hadoop, job.outputFolder(options), result, options, run);
    if (!pipeline.stop().requested()) {
      Map<String, PlaceListing> outputs = new LinkedHashMap<>();
      for (Map.Entry<String, String> place : result.where().entrySet()) {
        if (!place.getKey().equals(SPARE)) {
          outputs.put(place.getKey(), PlaceListing.of(hadoop, place.getValue()));
        }
      }
      new StepRecord(code, step.options(options), inputs, outputs, result).write(files, path);
    }
    return result;
  }

  private List<PipelineStep> chosen(PipelineOptions options) {
    return steps.stream().filter(step -> options.steps().contains(step.name())).toList();
  }

  private static Optional<String> upstream(PipelineStep step, Set<String> running) {
    List<String> again = step.after().stream().filter(running::contains).toList();
    return again.isEmpty()
        ? Optional.empty()
        : Optional.of("runs because " + String.join(", ", again) + " ran");
  }

  private Optional<String> reason(
      PipelineStep step, Job job, JobPlan plan, SparkSession spark, PipelineOptions options) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      Optional<StepRecord> before = record(step, options, hadoop);
      if (before.isEmpty()) {
        return Optional.of("runs because there is no record of an earlier run");
      }
      return before
          .get()
          .changeTo(code, step.options(options), list(job, plan.reads(), spark, options), hadoop)
          .map(change -> "runs because " + change);
    } catch (IOException e) {
      throw new UncheckedIOException("listing what " + step.name() + " reads failed", e);
    }
  }

  private Map<String, PlaceListing> list(
      Job job, List<JobPlan.Place> places, SparkSession spark, PipelineOptions options)
      throws IOException {
    Map<String, PlaceListing> listings = new LinkedHashMap<>();
    for (JobPlan.Place place : places) {
      String name = place.name();
      for (int part = 2; listings.containsKey(name); part++) {
        name = place.name() + " (part " + part + ")";
      }
      PlaceListing listing = seen.get(place);
      if (listing == null) {
        listing = job.listing(spark, options, place);
        seen.put(place, listing);
      }
      listings.put(name, listing);
    }
    return listings;
  }

  private Optional<StepRecord> record(
      PipelineStep step, PipelineOptions options, Configuration hadoop) {
    Path path = recordPath(step, options);
    try {
      return StepRecord.read(path.getFileSystem(hadoop), path);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path + " failed", e);
    }
  }

  /** A record for each image set and, if the step uses a model, for each model. */
  private static Path recordPath(PipelineStep step, PipelineOptions options) {
    Path folder = new Path(new Path(options.output().path(), RECORDS), name(options.data().id()));
    if (step.heedsModel()) {
      folder = new Path(folder, name(options.model().id()));
    }
    return new Path(folder, step.name() + ".json");
  }

  private static String name(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private static JobResult joined(JobResult all, JobResult step) {
    JobResult joined = all;
    for (Map.Entry<String, Long> table : step.rowsRead().entrySet()) {
      // Steps read the same table, some of them only in part
      long most = Math.max(table.getValue(), joined.rowsRead().getOrDefault(table.getKey(), 0L));
      joined = joined.read(table.getKey(), most);
    }
    for (Map.Entry<String, String> place : step.where().entrySet()) {
      Long rows = step.rowsWritten().get(place.getKey());
      joined =
          rows == null
              ? joined.at(place.getKey(), place.getValue())
              : joined.wrote(place.getKey(), rows, place.getValue());
    }
    return joined;
  }

  private static Map<String, Object> outcome(
      PipelineStep step, Optional<String> reason, JobResult result) {
    Map<String, Object> outcome = new LinkedHashMap<>();
    outcome.put("step", step.name());
    outcome.put("ran", reason.isPresent());
    outcome.put("reason", reason.orElse("nothing has changed"));
    outcome.put("run_id", result.runId());
    outcome.put("seconds", result.seconds());
    return outcome;
  }

  @Override
  public String toString() {
    return steps.stream().map(PipelineStep::name).collect(Collectors.joining(", "));
  }
}
