package io.latentlake.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.iterator.PathSparkMultiDataSetIterator;

/**
 * One worker's part of a round, as a Spark task. Unlike the stock one it never joins or splits the
 * minibatches it is given, and a failure to load one fails the task and not the JVM.
 */
final class AveragingTask implements FlatMapFunction<Iterator<String>, WorkerShare> {
  private static final long serialVersionUID = 1L;

  private final AveragingWorker worker;
  private final MultiDataSetLoader loader;
  private final Broadcast<SerializableHadoopConfig> hadoop;

  AveragingTask(
      AveragingWorker worker,
      MultiDataSetLoader loader,
      Broadcast<SerializableHadoopConfig> hadoop) {
    this.worker = worker;
    this.loader = loader;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<WorkerShare> call(Iterator<String> paths) {
    long start = System.nanoTime();
    List<String> list = new ArrayList<>();
    paths.forEachRemaining(list::add);
    if (list.isEmpty()) {
      return Collections.emptyIterator();
    }
    NativeThreads.limitToTask();
    ComputationGraph network = worker.getInitialModelGraph();
    PathSparkMultiDataSetIterator minibatches =
        new PathSparkMultiDataSetIterator(list.iterator(), loader, hadoop);
    AveragingWorker.Result result = null;
    while (minibatches.hasNext()) {
      result = worker.processMinibatch(minibatches.next(), network, !minibatches.hasNext());
    }
    long busyMs = (System.nanoTime() - start) / 1_000_000;
    return List.of(result.share(busyMs, location())).iterator();
  }

  private static String location() {
    SparkEnv env = SparkEnv.get();
    return "executor_" + env.blockManager().blockManagerId().host() + "_" + env.executorId();
  }
}
