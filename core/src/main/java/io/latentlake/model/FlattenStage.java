package io.latentlake.model;

import io.latentlake.kernel.ChannelOrder;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The values of images, in whatever order they lie, as rows, channel-major. */
final class FlattenStage extends OneInputStage {
  private final Scratch rows = new Scratch();
  private final Scratch images = new Scratch();
  private long[] shape;
  private ChannelOrder order;

  @Override
  INDArray forward(INDArray input) {
    shape = input.shape();
    order = Kernels.orderOf(input);
    INDArray out = rows.of(input.dataType(), shape[0], input.length() / shape[0]);
    out.reshape('c', shape).assign(input);
    return out;
  }

  @Override
  INDArray inputGradient(INDArray gradient) {
    INDArray out = order.create(plain -> images.of(gradient.dataType(), plain), shape);
    out.assign(gradient.reshape('c', shape));
    return out;
  }

  @Override
  public void close() {
    rows.close();
    images.close();
  }
}
