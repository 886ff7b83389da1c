package io.latentlake.model;

import io.latentlake.architecture.Padding;
import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Cuts off what a {@link PadStage} puts around. */
final class CropStage extends OneInputStage {
  private final Padding padding;
  private final Scratch out = new Scratch();
  private final Scratch inputGradient = new Scratch();
  private long[] inputShape;

  CropStage(Padding padding) {
    this.padding = padding;
  }

  @Override
  INDArray forward(INDArray input) {
    inputShape = input.shape();
    INDArray inner = PadStage.inner(input, padding);
    INDArray images = out.of(input.dataType(), inner.shape());
    images.assign(inner);
    return images;
  }

  @Override
  INDArray inputGradient(INDArray gradient) {
    // the border is zero from the start and is never written
    INDArray result = inputGradient.of(gradient.dataType(), inputShape);
    PadStage.inner(result, padding).assign(gradient);
    return result;
  }

  @Override
  public void close() {
    out.close();
    inputGradient.close();
  }
}
