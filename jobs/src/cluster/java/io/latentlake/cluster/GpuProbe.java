package io.latentlake.cluster;

import io.latentlake.backend.TaskBackend;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * A program for {@code spark-submit}: as many tasks as there are GPUs, all at the same time, say
 * where they run and which GPUs they and the others were given.
 */
public final class GpuProbe {
  private static final int ROUNDS = 2;

  private GpuProbe() {}

  /**
   * Prints how many tasks run at once, and a line for each task.
   *
   * @param arguments the number of GPUs
   */
  public static void main(String[] arguments) {
    int gpus = Integer.parseInt(arguments[0]);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      List<Integer> tasks = IntStream.range(0, gpus).boxed().toList();
      for (int round = 0; round < ROUNDS; round++) {
        spark
            .parallelize(tasks, gpus)
            .rdd()
            .barrier()
            .mapPartitions(new Told(), false, ClassTag$.MODULE$.<String>apply(String.class))
            .toJavaRDD()
            .collect()
            .forEach(System.out::println);
      }
      SparkContext context = spark.sc();
      int slots =
          context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
      System.out.println("tasks at once: " + slots);
    }
    // A thread of Spark's that watches over barriers outlives its context
    System.exit(0);
  }

  /** What a task says once all have begun. */
  private static final class Told extends AbstractFunction1<Iterator<Integer>, Iterator<String>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> apply(Iterator<Integer> work) {
      TaskBackend.prepare();
      BarrierTaskContext task = BarrierTaskContext.get();
      String address = TaskBackend.gpuAddress(task).orElse("none");
      String all = String.join(" ", task.allGather(address));
      String line = "executor " + SparkEnv.get().executorId() + " gpu " + address + " of " + all;
      return JavaConverters.asScalaIterator(Collections.singleton(line).iterator());
    }
  }
}
