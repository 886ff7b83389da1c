package io.latentlake.model;

import io.latentlake.kernel.ChannelOrder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gives rows the shape of images that lie in a certain order. */
final class ShapeStage implements InferenceStage {
  private final ChannelOrder order;
  private final long channels;
  private final long height;
  private final long width;

  ShapeStage(ChannelOrder order, long channels, long height, long width) {
    this.order = order;
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  @Override
  public INDArray forward(INDArray rows) {
    return order.create(shape -> rows.reshape('c', shape), rows.size(0), channels, height, width);
  }

  @Override
  public INDArray backward(INDArray gradient) {
    INDArray inOrder =
        order == ChannelOrder.CHANNELS_LAST ? gradient.permute(0, 2, 3, 1) : gradient;
    return inOrder.reshape('c', gradient.size(0), channels * height * width);
  }

  @Override
  public void close() {
    // its arrays are its neighbours'
  }
}
