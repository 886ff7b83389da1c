package io.latentlake.train;

import io.latentlake.model.Codebook;
import io.latentlake.model.TrainingArrays;
import io.latentlake.observe.ImageWork;
import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.iterator.PathSparkMultiDataSetIterator;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * One worker's part of a round, as a Spark task. Unlike the stock one it never joins or splits the
 * minibatches it is given, and a failure to load one fails the task and not the JVM.
 *
 * <p>A class and not a lambda: what a lambda holds Spark finds out from the byte code of the class
 * around it, again every round.
 */
final class AveragingTask
    extends AbstractFunction2<TaskContext, Iterator<String>, WorkerShareTransfer>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String trainingId;
  private final boolean inDriver;
  private final AveragingWorker worker;
  private final MultiDataSetLoader loader;
  private final Broadcast<SerializableHadoopConfig> hadoop;

  /**
   * Prepares a task; it is serialised to each worker.
   *
   * @param trainingId names this training among all that a JVM may see
   * @param inDriver whether workers run in the driver's JVM
   * @param worker trains
   * @param loader makes minibatches of descriptors
   * @param hadoop how executors reach storage
   */
  AveragingTask(
      String trainingId,
      boolean inDriver,
      AveragingWorker worker,
      MultiDataSetLoader loader,
      Broadcast<SerializableHadoopConfig> hadoop) {
    this.trainingId = trainingId;
    this.inDriver = inDriver;
    this.worker = worker;
    this.loader = loader;
    this.hadoop = hadoop;
  }

  @Override
  public WorkerShareTransfer apply(TaskContext task, Iterator<String> work) {
    long start = System.nanoTime();
    NativeThreads.limitToTask();
    ComputationGraph network = worker.getInitialModelGraph();
    Codebook.share(network, task.partitionId(), task.numPartitions());
    PathSparkMultiDataSetIterator minibatches =
        new PathSparkMultiDataSetIterator(
            Round.minibatches(work.next()).iterator(), loader, hadoop);
    AveragingWorker.Result result = null;
    while (minibatches.hasNext()) {
      MultiDataSet minibatch = minibatches.next();
      result = worker.processMinibatch(minibatch, network, !minibatches.hasNext());
      TrainingArrays.close(minibatch);
    }
    long busyMs = (System.nanoTime() - start) / 1_000_000;
    SparkEnv env = SparkEnv.get();
    WorkerShare share =
        result.share(
            busyMs,
            "executor_" + env.blockManager().blockManagerId().host() + "_" + env.executorId());
    ImageWork.TRAINED.count(share.losses().images());
    return inDriver
        ? WorkerShareTransfer.handedOver(trainingId, task.partitionId(), share)
        : WorkerShareTransfer.sent(share);
  }
}
