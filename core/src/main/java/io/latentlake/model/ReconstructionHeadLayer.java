package io.latentlake.model;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link ReconstructionHead}. */
final class ReconstructionHeadLayer extends HeadLayer<ReconstructionHead> {
  private static final long serialVersionUID = 1L;

  private transient PixelLoss pixelLoss;

  ReconstructionHeadLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  private PixelLoss pixelLoss() {
    if (pixelLoss == null) {
      pixelLoss = new PixelLoss(loss(), dataType);
    }
    return pixelLoss;
  }

  Loss loss() {
    return layerConf().getLoss();
  }

  @Override
  double weight() {
    return 1;
  }

  @Override
  double[] terms(INDArray input, INDArray labels, INDArray gradient) {
    if (input.length() != labels.length() || input.size(0) != labels.size(0)) {
      throw new IllegalArgumentException(
          "the network makes images of "
              + input.shapeInfoToString()
              + ", the labels are "
              + labels.shapeInfoToString());
    }
    return pixelLoss().perImage(input, labels, gradient);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray out =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, input.dataType(), input.shape(), 'c');
    pixelLoss().pixels(input, out);
    return out;
  }

  @Override
  public Type type() {
    return Type.CONVOLUTIONAL;
  }
}
