package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

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
    INDArray decoded = cut(input);
    if (decoded.length() != labels.length() || decoded.size(0) != labels.size(0)) {
      throw new IllegalArgumentException(
          "the network makes images of "
              + decoded.shapeInfoToString()
              + ", the labels are "
              + labels.shapeInfoToString());
    }
    if (gradient == null || decoded == input) {
      return pixelLoss().perImage(decoded, labels, gradient);
    }
    INDArray inner = OffHeap.create(gradient.dataType(), decoded.shape());
    double[] terms = pixelLoss().perImage(decoded, labels, inner);
    gradient.assign(0);
    cut(gradient).assign(inner);
    return terms;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    INDArray decoded = cut(input);
    INDArray out =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, input.dataType(), decoded.shape(), 'c');
    pixelLoss().pixels(decoded, out);
    return out;
  }

  @Override
  public Type type() {
    return Type.CONVOLUTIONAL;
  }

  /** The part of an array of padded images that the image covers; the array itself if it is all. */
  private INDArray cut(INDArray images) {
    ReconstructionHead head = layerConf();
    if (images.rank() != 4
        || (images.size(2) == head.getHeight() && images.size(3) == head.getWidth())) {
      return images;
    }
    return images.get(
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.interval(head.getTop(), head.getTop() + head.getHeight()),
        NDArrayIndex.interval(head.getLeft(), head.getLeft() + head.getWidth()));
  }
}
