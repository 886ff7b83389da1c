package io.latentlake.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
   * One partition a worker, with its minibatches in order.
   *
   * @param spark distributes them
   * @param work minibatches of each worker
   * @param locations where each worker ran last, whose cache may hold its row groups; may be
   *     shorter
   * @return descriptors
   */
  static JavaRDD<String> distribute(
      JavaSparkContext spark, List<List<Minibatch>> work, List<String> locations) {
    List<Tuple2<String, Seq<String>>> partitions = new ArrayList<>();
    for (int worker = 0; worker < work.size(); worker++) {
      List<String> descriptors = work.get(worker).stream().map(Minibatch::toUri).toList();
      List<String> preferred =
          worker < locations.size() ? List.of(locations.get(worker)) : Collections.emptyList();
      partitions.add(new Tuple2<>(String.join(SEPARATOR, descriptors), seq(preferred)));
    }
    ClassTag<String> tag = ClassTag.apply(String.class);
    return spark
        .sc()
        .makeRDD(seq(partitions), tag)
        .toJavaRDD()
        .flatMap(lines -> Arrays.asList(lines.split(SEPARATOR)).iterator());
  }

  private static <T> Seq<T> seq(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toSeq();
  }
}
