package io.latentlake.model;

import io.latentlake.kernel.ChannelOrder;
import io.latentlake.kernel.Kernels;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer whose arithmetic is a kernel's. */
abstract class KernelLayer<C extends BaseLayer> extends org.deeplearning4j.nn.layers.BaseLayer<C> {
  private static final long serialVersionUID = 1L;

  KernelLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  final Kernels kernels() {
    return Kernels.of(dataType);
  }

  /** Room for what the layer gives, in the order that the kernels like for so many channels. */
  final INDArray activations(LayerWorkspaceMgr workspaces, long... shape) {
    ChannelOrder order = kernels().order(shape[1]);
    return order.create(
        plain -> workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, plain, 'c'),
        shape);
  }

  /** Room for the gradient by the layer's input, which lies as the input does. */
  final INDArray inputGradient(LayerWorkspaceMgr workspaces) {
    return Kernels.orderOf(input)
        .create(
            plain ->
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, plain, 'c'),
            input.shape());
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
