package io.latentlake.train;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import scala.reflect.ClassTag;

/**
 * Averages what the workers of one round bring back, in the order of the partitions, so that the
 * same round gives the same bits whichever worker ends first.
 *
 * <p>A worker counts by the mean size of its minibatches. One that had none left in the last round
 * of an epoch is not counted; one that had fewer of the same size counts as much as the others.
 */
final class AveragingMaster extends ParameterAveragingTrainingMaster {
  private static final double MS = 1e-6;

  private final String trainingId;
  private final int minibatch;
  private final StepRule rule;
  private final Broadcast<NetBroadcastTuple> broadcastNetwork;
  private final Broadcast<SerializableHadoopConfig> hadoop;
  private RoundResult lastRound;

  /**
   * Prepares to train.
   *
   * @param trainingId names this training among all that a JVM may see
   * @param options workers, minibatch and averaging frequency
   * @param rule what bounds the workers' steps
   * @param spark where the workers are
   * @param network the network's configuration
   * @param hadoop how executors reach storage
   */
  AveragingMaster(
      String trainingId,
      TrainOptions options,
      StepRule rule,
      JavaSparkContext spark,
      ComputationGraphConfiguration network,
      Broadcast<SerializableHadoopConfig> hadoop) {
    super(
        new Builder(options.workers(), options.minibatch())
            .batchSizePerWorker(options.minibatch())
            .averagingFrequency(options.averagingFrequency())
            .saveUpdater(true)
            .repartionData(Repartition.Never));
    this.trainingId = trainingId;
    this.minibatch = options.minibatch();
    this.rule = rule;
    this.hadoop = hadoop;
    this.broadcastNetwork = spark.broadcast(new NetBroadcastTuple(network, null, null));
  }

  /**
   * Trains one round and puts the mean into the driver's network, unless it is not finite. The
   * network's iteration count stays: how far a round came is for the caller to say.
   *
   * @param unused null
   * @param graph holds the driver's network
   * @param paths what {@link Round} distributes
   * @param dataSetLoader null
   * @param loader makes minibatches of descriptors
   */
  @Override
  public void executeTrainingPaths(
      SparkDl4jMultiLayer unused,
      SparkComputationGraph graph,
      JavaRDD<String> paths,
      DataSetLoader dataSetLoader,
      MultiDataSetLoader loader) {
    JavaSparkContext spark = graph.getSparkContext();
    ComputationGraph driver = graph.getNetwork();
    TrainingState start = TrainingState.of(driver);
    long called = System.nanoTime();
    Broadcast<TrainingState> broadcastStart = spark.broadcast(start);
    try {
      AveragingWorker worker =
          new AveragingWorker(
              trainingId,
              broadcastNetwork,
              rule,
              broadcastStart,
              new WorkerConfiguration(true, minibatch, minibatch, averagingFrequency, 0, false));
      WorkerShareTransfer[] deliveries =
          (WorkerShareTransfer[])
              spark
                  .sc()
                  .runJob(
                      paths.rdd(),
                      new AveragingTask(trainingId, spark.sc().isLocal(), worker, loader, hadoop),
                      ClassTag.apply(WorkerShareTransfer.class));
      List<WorkerShare> shares = Arrays.stream(deliveries).map(WorkerShareTransfer::take).toList();
      lastRound =
          RoundResult.of(
              start, shares, ParameterPlaces.of(driver), (System.nanoTime() - called) * MS);
    } finally {
      broadcastStart.destroy();
    }
    if (lastRound.finite()) {
      new TrainingState(
              lastRound.parameters(), lastRound.optimizerState(), start.iteration(), start.epoch())
          .loadInto(driver);
    }
  }

  /** What the last round gave. */
  RoundResult lastRound() {
    return lastRound;
  }

  /**
   * Lets go of what executors were sent, and of what this JVM keeps for its own tasks. What other
   * JVMs keep, a network for each task and images up to the bound of {@link ImageGroupCache}, they
   * keep until they train again or end.
   */
  void close() {
    broadcastNetwork.destroy();
    NetworkPool.forget(trainingId);
    WorkerShareTransfer.forget(trainingId);
    ImageGroupCache.SHARED.clear();
  }
}
