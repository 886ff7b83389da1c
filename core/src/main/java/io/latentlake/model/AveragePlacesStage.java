package io.latentlake.model;

import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The mean of each channel over all places, as rows. */
final class AveragePlacesStage extends OneInputStage {
  private final Scratch rows = new Scratch();
  private final Scratch images = new Scratch();
  private long[] shape;

  @Override
  INDArray forward(INDArray input) {
    shape = input.shape();
    INDArray out = rows.of(input.dataType(), shape[0], shape[1]);
    out.assign(input.mean(2, 3));
    return out;
  }

  @Override
  INDArray inputGradient(INDArray gradient) {
    INDArray out = images.of(gradient.dataType(), shape);
    INDArray shares = gradient.div(shape[2] * shape[3]).reshape('c', shape[0], shape[1], 1, 1);
    out.assign(shares.broadcast(shape));
    return out;
  }

  @Override
  public void close() {
    rows.close();
    images.close();
  }
}
