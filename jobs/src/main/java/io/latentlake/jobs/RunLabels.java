package io.latentlake.jobs;

import io.latentlake.observe.JobDescription;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.slf4j.MDC;

/**
 * Labels log lines of this thread and of tasks on executors with the run, and groups Spark's jobs
 * by run.
 */
final class RunLabels {
  /** Prefix of the properties that Spark passes on to the log lines of tasks. */
  private static final String LOGGED = "mdc.";

  private static final String JOB_GROUP = "spark.jobGroup.id";

  private final SparkContext spark;
  private final String command;
  private final Map<String, String> labels = new LinkedHashMap<>();

  /** Labels for what a run does. */
  RunLabels(SparkContext spark, Run run, PipelineOptions options) {
    this.spark = spark;
    this.command = run.command();
    labels.put(LOGGED + "run_id", run.runId());
    labels.put(LOGGED + "command", run.command());
    labels.put(LOGGED + "data_id", options.data().id());
    labels.put(LOGGED + "model_id", options.model().id());
    labels.put(JOB_GROUP, run.runId());
  }

  /** Does work under these labels, then restores the thread's former labels. */
  <T, E extends Exception> T during(JobDescription.Work<T, E> work) throws E {
    Map<String, String> jobsBefore = new HashMap<>();
    Map<String, String> linesBefore = new HashMap<>();
    labels.forEach(
        (name, value) -> {
          jobsBefore.put(name, spark.getLocalProperty(name));
          linesBefore.put(name, MDC.get(name));
          put(name, value, value);
        });
    try {
      return JobDescription.during(spark, command, work);
    } finally {
      labels.keySet().forEach(name -> put(name, jobsBefore.get(name), linesBefore.get(name)));
    }
  }

  private void put(String name, String ofJobs, String ofLines) {
    spark.setLocalProperty(name, ofJobs);
    if (!name.startsWith(LOGGED)) {
      return;
    }
    if (ofLines == null) {
      MDC.remove(name);
    } else {
      MDC.put(name, ofLines);
    }
  }
}
