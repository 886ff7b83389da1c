package io.latentlake.model;

import io.latentlake.architecture.Padding;
import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Puts zeros around images. */
final class PadStage extends OneInputStage {
  private final Padding padding;
  private final Scratch out = new Scratch();
  private final Scratch inputGradient = new Scratch();
  private long[] inputShape;

  PadStage(Padding padding) {
    this.padding = padding;
  }

  @Override
  INDArray forward(INDArray input) {
    inputShape = input.shape();
    // the border is zero from the start and is never written
    INDArray padded =
        out.of(
            input.dataType(),
            inputShape[0],
            inputShape[1],
            inputShape[2] + padding.top() + padding.bottom(),
            inputShape[3] + padding.left() + padding.right());
    inner(padded, padding).assign(input);
    return padded;
  }

  @Override
  INDArray inputGradient(INDArray gradient) {
    INDArray result = inputGradient.of(gradient.dataType(), inputShape);
    result.assign(inner(gradient, padding));
    return result;
  }

  /** The part of padded images that the images cover, as a view. */
  static INDArray inner(INDArray padded, Padding padding) {
    return padded.get(
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.interval(padding.top(), padded.size(2) - padding.bottom()),
        NDArrayIndex.interval(padding.left(), padded.size(3) - padding.right()));
  }

  @Override
  public void close() {
    out.close();
    inputGradient.close();
  }
}
