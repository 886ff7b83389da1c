package io.latentlake.train;

import io.latentlake.model.LossTerms;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A worker that continues where the driver stands: it knows how many iterations and epochs went
 * before, which the stock worker forgets every round, and it reports each loss term.
 */
final class AveragingWorker extends ParameterAveragingTrainingWorker {
  private static final long serialVersionUID = 1L;

  private final String trainingId;
  private final Broadcast<NetBroadcastTuple> network;
  private final StepRule rule;
  private final Broadcast<TrainingState> start;
  private LossSums losses = LossSums.NONE;

  /**
   * Prepares a worker; it is serialised to each task.
   *
   * @param trainingId names this training among all that a JVM may see
   * @param network the configuration, without parameters
   * @param rule what bounds its steps
   * @param start what the round starts from
   * @param configuration sizes, as {@code dl4j-spark} wants them
   */
  AveragingWorker(
      String trainingId,
      Broadcast<NetBroadcastTuple> network,
      StepRule rule,
      Broadcast<TrainingState> start,
      WorkerConfiguration configuration) {
    super(network, true, configuration, null, null, null);
    this.trainingId = trainingId;
    this.network = network;
    this.rule = rule;
    this.start = start;
  }

  @Override
  public ComputationGraph getInitialModelGraph() {
    ComputationGraph graph =
        NetworkPool.take(trainingId, network.getValue().getGraphConfiguration(), rule);
    start.getValue().loadInto(graph);
    return graph;
  }

  @Override
  public Result processMinibatch(MultiDataSet minibatch, ComputationGraph graph, boolean isLast) {
    graph.fit(minibatch);
    losses = losses.plus(LossSums.of(LossTerms.of(graph)));
    return isLast ? getFinalResult(graph) : null;
  }

  @Override
  public Result getFinalResult(ComputationGraph graph) {
    Result result = new Result(TrainingState.of(graph), losses);
    NetworkPool.giveBack(trainingId, graph);
    return result;
  }

  /** The stock result's values on the heap, and the losses. */
  static final class Result extends ParameterAveragingTrainingResult {
    private final TrainingState end;
    private final LossSums losses;

    private Result(TrainingState end, LossSums losses) {
      super(null, null, 0, List.of(), List.of(), List.of());
      this.end = end;
      this.losses = losses;
    }

    WorkerShare share(long busyMs, String location) {
      return new WorkerShare(end, losses, busyMs, location);
    }
  }
}
