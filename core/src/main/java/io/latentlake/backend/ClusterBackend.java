package io.latentlake.backend;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** The backends of a cluster. */
public final class ClusterBackend {
  private ClusterBackend() {}

  /**
   * Asks the current executors, or the driver in local mode, for their backends. Every later task
   * of this thread follows the demand, until it is {@linkplain #release released}. The driver of a
   * cluster is not asked: it computes little, and may have no GPU.
   *
   * @param spark the cluster
   * @param demand what the user wants
   * @return one line for a reader; executors that differ are listed one after the other
   * @throws UnavailableBackendException if CUDA is demanded but not available on one of them
   */
  public static String ask(SparkContext spark, BackendDemand demand) {
    spark.setLocalProperty(TaskBackend.DEMAND, demand.toString());
    boolean sameEverywhere =
        demand == BackendDemand.CPU || !new ThisMachine(Optional.empty()).hasClasses();
    if (spark.isLocal() || sameEverywhere) {
      return ProcessBackend.choose(demand).toString();
    }
    int tasks = Math.max(1, spark.defaultParallelism());
    List<Answer> answers =
        JavaSparkContext.fromSparkContext(spark)
            .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
            .map(task -> Answer.ofThisExecutor())
            .collect();
    answers.stream()
        .filter(Answer::refused)
        .findFirst()
        .ifPresent(
            answer -> {
              throw new UnavailableBackendException(answer.text());
            });
    return answers.stream().map(Answer::text).distinct().sorted().collect(Collectors.joining("; "));
  }

  /**
   * Ends the demand for later tasks of this thread.
   *
   * @param spark the cluster
   */
  public static void release(SparkContext spark) {
    spark.setLocalProperty(TaskBackend.DEMAND, null);
  }

  /** The answer of an executor. */
  private record Answer(boolean refused, String text) implements Serializable {
    static Answer ofThisExecutor() {
      try {
        return new Answer(false, TaskBackend.choose().toString());
      } catch (UnavailableBackendException e) {
        return new Answer(true, e.getMessage());
      }
    }
  }
}
