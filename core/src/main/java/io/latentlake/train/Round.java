package io.latentlake.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;

/** The descriptors of a round as Spark distributes them. */
final class Round {
  private static final String SEPARATOR = "\n";

  private Round() {}

  /**
   * One partition a worker, which holds one text: all that {@link #minibatches} makes of it.
   *
   * @param spark distributes them
   * @param work minibatches of each worker
   * @param locations where each worker ran last, whose cache may hold its row groups, or empty; may
   *     be shorter
   * @return what the workers are to do
   */
  static JavaRDD<String> distribute(
      JavaSparkContext spark, List<List<Minibatch>> work, List<String> locations) {
    List<Tuple2<String, Seq<String>>> partitions = new ArrayList<>();
    for (int worker = 0; worker < work.size(); worker++) {
      List<String> descriptors = work.get(worker).stream().map(Minibatch::toUri).toList();
      List<String> preferred =
          worker < locations.size() && !locations.get(worker).isEmpty()
              ? List.of(locations.get(worker))
              : Collections.emptyList();
      partitions.add(new Tuple2<>(String.join(SEPARATOR, descriptors), seq(preferred)));
    }
    ClassTag<String> tag = ClassTag.apply(String.class);
    return spark.sc().makeRDD(seq(partitions), tag).toJavaRDD();
  }

  /**
   * Where workers should run next: where they ran, but no more of them on an executor than its
   * share. When one is lost, its workers run on others, and would stay there when it is replaced.
   *
   * @param locations where each worker ran
   * @param executors how many there are now
   * @return the same; empty for a worker that may run anywhere
   */
  static List<String> shared(List<String> locations, int executors) {
    int share = (locations.size() + executors - 1) / executors;
    Map<String, Integer> workers = new HashMap<>();
    return locations.stream()
        .map(place -> workers.merge(place, 1, Integer::sum) <= share ? place : "")
        .toList();
  }

  /** The descriptors of a worker's minibatches, in order. */
  static List<String> minibatches(String partition) {
    return List.of(partition.split(SEPARATOR));
  }

  private static <T> Seq<T> seq(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toSeq();
  }
}
