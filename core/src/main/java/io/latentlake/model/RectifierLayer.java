package io.latentlake.model;

import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.RectifierKernel;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link Rectifier}. */
final class RectifierLayer extends AbstractLayer<Rectifier> {
  private static final long serialVersionUID = 1L;

  private transient RectifierKernel kernel;
  private transient INDArray activated;

  RectifierLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  private RectifierKernel kernel() {
    if (kernel == null) {
      kernel = Kernels.of(dataType).rectifier(layerConf().negativeSlope());
    }
    return kernel;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray out =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, input.dataType(), input.shape(), input.ordering());
    kernel().forward(input, out);
    activated = out;
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray out =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), input.ordering());
    kernel().backward(activated, epsilon, out);
    return new Pair<>(new DefaultGradient(), out);
  }

  @Override
  public void clear() {
    super.clear();
    activated = null;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // there are no weights
  }
}
