package io.latentlake.train;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What changes from averaging round to round, and nothing else: where its workers start, and where
 * each ends.
 *
 * @param parameters all parameters of the network
 * @param optimizerState the optimiser's moments, empty if it has none
 * @param iteration steps taken before, which Adam's bias correction and schedules count by
 * @param epoch epochs finished before
 */
record TrainingState(float[] parameters, float[] optimizerState, int iteration, int epoch)
    implements Serializable {
  /** What a network holds now. */
  static TrainingState of(ComputationGraph graph) {
    return new TrainingState(
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

  private Object writeReplace() {
    return new Packed(this);
  }

  /** What travels. Java would write each value by itself, which takes longer than to send them. */
  private static final class Packed implements Externalizable {
    private static final long serialVersionUID = 1L;

    private transient TrainingState state;

    /** For deserialisation. */
    @SuppressWarnings("unused")
    public Packed() {}

    private Packed(TrainingState state) {
      this.state = state;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
      out.writeInt(state.iteration);
      out.writeInt(state.epoch);
      Floats.write(state.parameters, out);
      Floats.write(state.optimizerState, out);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
      int iteration = in.readInt();
      int epoch = in.readInt();
      state = new TrainingState(Floats.read(in), Floats.read(in), iteration, epoch);
    }

    private Object readResolve() {
      return state;
    }
  }
}
