package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link Reparameterisation}. */
@SuppressWarnings("overrides") // the base class spells a variable number of arguments as an array
final class ReparameterisationVertex extends RunningVertex {
  private static final long serialVersionUID = 1L;

  ReparameterisationVertex(ComputationGraph graph, String name, int index, DataType type) {
    super(graph, name, index, type);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    double[] mean = OffHeap.read(inputs[0]);
    double[] logVariance = OffHeap.read(inputs[1]);
    double[] sample = OffHeap.read(inputs[2]);
    for (int i = 0; i < sample.length; i++) {
      int unit = unit(i);
      sample[i] = mean[unit] + Math.exp(0.5 * logVariance[unit]) * sample[i];
    }
    long[] shape = {sample.length / inputs[0].size(1), inputs[0].size(1)};
    return array(sample, ArrayType.ACTIVATIONS, workspaces, shape);
  }

  /** The posterior's unit that a value of the noise belongs to. */
  private int unit(int value) {
    int latent = (int) inputs[0].size(1);
    return value / (int) inputs[2].size(1) * latent + value % latent;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    double[] bySample = OffHeap.read(epsilon);
    double[] logVariance = OffHeap.read(inputs[1]);
    double[] noise = OffHeap.read(inputs[2]);
    double[] byMean = new double[logVariance.length];
    double[] byLogVariance = new double[logVariance.length];
    double[] byNoise = new double[noise.length];
    for (int i = 0; i < noise.length; i++) {
      int unit = unit(i);
      double deviation = Math.exp(0.5 * logVariance[unit]);
      byMean[unit] += bySample[i];
      byLogVariance[unit] += bySample[i] * 0.5 * deviation * noise[i];
      byNoise[i] = bySample[i] * deviation;
    }
    return new Pair<>(
        null,
        new INDArray[] {
          array(byMean, ArrayType.ACTIVATION_GRAD, workspaces, inputs[0].shape()),
          array(byLogVariance, ArrayType.ACTIVATION_GRAD, workspaces, inputs[0].shape()),
          array(byNoise, ArrayType.ACTIVATION_GRAD, workspaces, inputs[2].shape())
        });
  }

  private INDArray array(
      double[] values, ArrayType place, LayerWorkspaceMgr workspaces, long... shape) {
    INDArray array = workspaces.createUninitialized(place, inputs[0].dataType(), shape, 'c');
    OffHeap.write(values, array);
    return array;
  }
}
