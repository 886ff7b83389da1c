package io.latentlake.train;

import java.io.Serializable;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Where the workers of an averaging round start. Everything that changes from round to round, and
 * nothing else.
 *
 * @param parameters all parameters of the network
 * @param optimizerState the optimiser's moments, empty if it has none
 * @param iteration steps taken before, which Adam's bias correction and schedules count by
 * @param epoch epochs finished before
 */
record RoundStart(float[] parameters, float[] optimizerState, int iteration, int epoch)
    implements Serializable {
  /** What a network holds now. */
  static RoundStart of(ComputationGraph graph) {
    return new RoundStart(
        Floats.copy(graph.params()),
        Floats.copy(graph.getUpdater().getStateViewArray()),
        graph.getConfiguration().getIterationCount(),
        graph.getConfiguration().getEpochCount());
  }

  /** Brings a network to this state. */
  void loadInto(ComputationGraph graph) {
    Floats.assign(parameters, graph.params());
    Floats.assign(optimizerState, graph.getUpdater().getStateViewArray());
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    configuration.setIterationCount(iteration);
    configuration.setEpochCount(epoch);
  }

  long bytes() {
    return Float.BYTES * (parameters.length + (long) optimizerState.length);
  }
}
