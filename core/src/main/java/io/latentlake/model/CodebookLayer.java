package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link Codebook}. */
final class CodebookLayer extends KernelLayer<Codebook> {
  private static final long serialVersionUID = 1L;
  private static final String STATISTICS = CodeStatistics.KEY;

  /** Share of itself that a moving average keeps at every step. */
  private static final double DECAY = 0.99;

  /**
   * A code that counts for less is dead, and starts again at a part of the minibatch. Whatever has
   * stood for one part of the last minibatch counts for more.
   */
  private static final double DEAD = 0.5 * (1 - DECAY);

  /** A prime: dead codes start at parts from all over the minibatch, each at another one. */
  private static final int STRIDE = 7919;

  private transient int[] chosen;
  private transient int worker;
  private transient int workers = 1;

  CodebookLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  /** Restarts only this worker's share of the dead codes. */
  void share(int worker, int workers) {
    this.worker = worker;
    this.workers = workers;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    double[] values = OffHeap.read(input);
    chosen =
        new CodeVectors(OffHeap.read(getParam(STATISTICS)), layerConf().operation())
            .quantise(values, (int) input.size(0));
    INDArray out = activations(workspaces, input.shape());
    OffHeap.write(values, out);
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    step();
    Gradient gradient = new DefaultGradient();
    gradient.setGradientFor(STATISTICS, gradientViews.get(STATISTICS));
    INDArray out =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    OffHeap.write(OffHeap.read(epsilon), out);
    return new Pair<>(gradient, out);
  }

  /**
   * The step of the statistics, which the optimiser subtracts as it is: so that averaging over
   * workers averages sums and counts.
   */
  private void step() {
    int size = layerConf().size();
    double[] values = OffHeap.read(input);
    double[] running = OffHeap.read(getParam(STATISTICS));
    double[] now = new double[running.length];
    for (int part = 0; part < chosen.length; part++) {
      int row = chosen[part] * (size + 1);
      for (int i = 0; i < size; i++) {
        now[row + i] += values[at(part, i)];
      }
      now[row + size]++;
    }
    int restarted = 0;
    for (int code = 0; code < layerConf().codes(); code++) {
      int row = code * (size + 1);
      for (int i = 0; i <= size; i++) {
        now[row + i] = DECAY * running[row + i] + (1 - DECAY) * now[row + i];
      }
      // where more are dead than there are parts, the others wait for the next minibatch
      if (code % workers == worker && now[row + size] < DEAD && restarted < chosen.length) {
        int part = (int) ((long) restarted * STRIDE % chosen.length);
        for (int i = 0; i < size; i++) {
          now[row + i] = values[at(part, i)];
        }
        now[row + size] = 1;
        restarted++;
      }
    }
    for (int i = 0; i < running.length; i++) {
      running[i] -= now[i];
    }
    OffHeap.write(running, gradientViews.get(STATISTICS));
  }

  /** Where a value of a part of the minibatch lies. */
  private int at(int part, int value) {
    int parts = (int) input.size(1) / layerConf().size();
    return part / parts * (int) input.size(1) + layerConf().operation().at(part % parts, value);
  }

  /** The step of a moving average is no sum over the minibatch's images. */
  @Override
  public boolean updaterDivideByMinibatch(String parameter) {
    return false;
  }

  @Override
  public void clear() {
    super.clear();
    chosen = null;
  }

  @Override
  public boolean hasBias() {
    return false;
  }
}
