package io.latentlake.model;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link TransposedConvolution}. */
final class TransposedConvolutionLayer extends BaseLayer<TransposedConvolution> {
  private static final long serialVersionUID = 1L;
  private static final String WEIGHT = ConvolutionParamInitializer.WEIGHT_KEY;
  private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

  TransposedConvolutionLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    TransposedConvolution layer = layerConf();
    INDArray out =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS,
            dataType,
            new long[] {
              input.size(0),
              layer.getNOut(),
              layer.outputSize(input.size(2), 0),
              layer.outputSize(input.size(3), 1)
            },
            'c');
    INDArray weights = getParam(WEIGHT);
    INDArray unusedImages = workspaces.create(ArrayType.FF_WORKING_MEM, dataType, out.shape(), 'c');
    INDArray unusedGradient =
        workspaces.createUninitialized(ArrayType.FF_WORKING_MEM, dataType, weights.shape(), 'c');
    Convolutions.backward(
        window(), unusedImages, weights, OffHeap.plain(input), out, unusedGradient);
    if (hasBias()) {
      Convolutions.addBias(out, getParam(BIAS), out);
    }
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray weights = getParam(WEIGHT);
    INDArray incoming = OffHeap.plain(epsilon);
    INDArray out =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
    Convolutions.forward(window(), incoming, weights, null, out);
    INDArray unusedImages =
        workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, incoming.shape(), 'c');
    Gradient gradient = new DefaultGradient();
    if (hasBias()) {
      INDArray biasGradient = gradientViews.get(BIAS);
      incoming.sum(biasGradient, 0, 2, 3);
      gradient.setGradientFor(BIAS, biasGradient);
    }
    INDArray weightGradient = gradientViews.get(WEIGHT);
    // the convolution's images are our incoming gradient, its output gradient is our input
    Convolutions.backward(
        window(), incoming, weights, OffHeap.plain(input), unusedImages, weightGradient);
    gradient.setGradientFor(WEIGHT, weightGradient, 'c');
    return new Pair<>(gradient, out);
  }

  private Convolutions.Window window() {
    TransposedConvolution layer = layerConf();
    return new Convolutions.Window(layer.getKernelSize(), layer.getStride(), layer.getPadding());
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

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
