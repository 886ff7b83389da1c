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
    double[] sample = OffHeap.read(inputs[0]);
    double[] logVariance = OffHeap.read(inputs[1]);
    double[] noise = OffHeap.read(inputs[2]);
    for (int i = 0; i < sample.length; i++) {
      sample[i] += Math.exp(0.5 * logVariance[i]) * noise[i];
    }
    return array(sample, ArrayType.ACTIVATIONS, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    double[] byMean = OffHeap.read(epsilon);
    double[] logVariance = OffHeap.read(inputs[1]);
    double[] noise = OffHeap.read(inputs[2]);
    double[] byLogVariance = new double[byMean.length];
    double[] byNoise = new double[byMean.length];
    for (int i = 0; i < byMean.length; i++) {
      double deviation = Math.exp(0.5 * logVariance[i]);
      byLogVariance[i] = byMean[i] * 0.5 * deviation * noise[i];
      byNoise[i] = byMean[i] * deviation;
    }
    return new Pair<>(
        null,
        new INDArray[] {
          array(byMean, ArrayType.ACTIVATION_GRAD, workspaces),
          array(byLogVariance, ArrayType.ACTIVATION_GRAD, workspaces),
          array(byNoise, ArrayType.ACTIVATION_GRAD, workspaces)
        });
  }

  private INDArray array(double[] values, ArrayType place, LayerWorkspaceMgr workspaces) {
    INDArray array =
        workspaces.createUninitialized(place, inputs[0].dataType(), inputs[0].shape(), 'c');
    OffHeap.write(values, array);
    return array;
  }
}
