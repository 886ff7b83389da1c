package io.latentlake.model;

import io.latentlake.kernel.ConvolutionKernel;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.Window;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link StridedConvolution}. */
final class StridedConvolutionLayer extends KernelLayer<StridedConvolution> {
  private static final long serialVersionUID = 1L;
  private static final String WEIGHT = ConvolutionParamInitializer.WEIGHT_KEY;
  private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

  private transient ConvolutionKernel kernel;
  private transient ChannelSums channelSums;

  StridedConvolutionLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  private ConvolutionKernel kernel() {
    if (kernel == null) {
      kernel = kernels().convolution(window(), Kernels.LINEAR, Kernels.Weights.CHANGING);
    }
    return kernel;
  }

  private Window window() {
    StridedConvolution layer = layerConf();
    return new Window(layer.getKernelSize(), layer.getStride(), layer.getPadding());
  }

  private ChannelSums channelSums() {
    if (channelSums == null) {
      channelSums = new ChannelSums();
    }
    return channelSums;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    Window window = window();
    INDArray out =
        activations(
            workspaces,
            input.size(0),
            layerConf().getNOut(),
            window.outputSize(input.size(2), 0),
            window.outputSize(input.size(3), 1));
    kernel().forward(input, getParam(WEIGHT), hasBias() ? getParam(BIAS) : null, out);
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    Gradient gradient = new DefaultGradient();
    if (hasBias()) {
      INDArray biasGradient = gradientViews.get(BIAS);
      channelSums().of(epsilon, biasGradient);
      gradient.setGradientFor(BIAS, biasGradient);
    }
    INDArray weightGradient = gradientViews.get(WEIGHT);
    kernel().weightGradient(input, epsilon, weightGradient);
    gradient.setGradientFor(WEIGHT, weightGradient, 'c');
    if (layerConf().first()) {
      return new Pair<>(gradient, null);
    }
    INDArray out = inputGradient(workspaces);
    kernel().imageGradient(epsilon, getParam(WEIGHT), out);
    return new Pair<>(gradient, out);
  }

  @Override
  public void setParams(INDArray parameters) {
    setParams(parameters, 'c');
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }

  @Override
  public Type type() {
    return Type.CONVOLUTIONAL;
  }
}
