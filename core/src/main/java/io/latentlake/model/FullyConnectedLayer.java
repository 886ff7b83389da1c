package io.latentlake.model;

import io.latentlake.kernel.DenseKernel;
import io.latentlake.kernel.Kernels;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link FullyConnected}. */
final class FullyConnectedLayer extends KernelLayer<FullyConnected> {
  private static final long serialVersionUID = 1L;
  private static final String WEIGHT = DefaultParamInitializer.WEIGHT_KEY;
  private static final String BIAS = DefaultParamInitializer.BIAS_KEY;

  private transient DenseKernel kernel;

  FullyConnectedLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  private DenseKernel kernel() {
    if (kernel == null) {
      kernel = kernels().dense(Kernels.LINEAR, Kernels.Weights.CHANGING);
    }
    return kernel;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray out = activations(workspaces, input.size(0), layerConf().getNOut());
    kernel().forward(input, getParam(WEIGHT), hasBias() ? getParam(BIAS) : null, out);
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray weightGradient = gradientViews.get(WEIGHT);
    INDArray biasGradient = hasBias() ? gradientViews.get(BIAS) : null;
    kernel().weightGradient(input, epsilon, weightGradient, biasGradient);
    Gradient gradient = new DefaultGradient();
    gradient.setGradientFor(WEIGHT, weightGradient);
    if (biasGradient != null) {
      gradient.setGradientFor(BIAS, biasGradient);
    }
    if (layerConf().first()) {
      return new Pair<>(gradient, null);
    }
    // plain also where the input is not: two of these layers may share it, and ND4J adds their
    // gradients up quickly in this order alone
    INDArray out =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    kernel().inputGradient(epsilon, getParam(WEIGHT), out);
    return new Pair<>(gradient, out);
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }
}
