package io.latentlake.model;

import io.latentlake.architecture.Shape;
import io.latentlake.kernel.ChannelOrder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gives rows the shape of images that lie in a certain order. */
final class ShapeStage extends OneInputStage {
  private final ChannelOrder order;
  private final Shape image;

  ShapeStage(ChannelOrder order, Shape image) {
    this.order = order;
    this.image = image;
  }

  @Override
  INDArray forward(INDArray rows) {
    return order.create(
        shape -> rows.reshape('c', shape),
        rows.size(0),
        image.channels(),
        image.height(),
        image.width());
  }

  @Override
  INDArray inputGradient(INDArray gradient) {
    INDArray inOrder =
        order == ChannelOrder.CHANNELS_LAST ? gradient.permute(0, 2, 3, 1) : gradient;
    return inOrder.reshape('c', gradient.size(0), image.values());
  }

  @Override
  public void close() {
    // its arrays are its neighbours'
  }
}
