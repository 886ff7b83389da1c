package io.latentlake.backend;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** What a whole cluster computes with. */
public final class ClusterBackend {
  private ClusterBackend() {}

  /**
   * Asks the driver in local mode, else the executors that are there, and has every later task of
   * this thread heed the demand, until it is {@linkplain #release released}. The driver of a
   * cluster computes little, and may lack what the executors have.
   *
   * @param spark the cluster
   * @param demand what the user wants
   * @return one line for a reader; executors that differ are listed one after the other
   * @throws UnavailableBackendException if CUDA is demanded, and one of them cannot have it
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
   * Has later tasks of this thread heed no demand.
   *
   * @param spark the cluster
   */
  public static void release(SparkContext spark) {
    spark.setLocalProperty(TaskBackend.DEMAND, null);
  }

  /** What an executor said. */
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
