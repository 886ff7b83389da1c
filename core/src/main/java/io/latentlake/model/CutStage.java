package io.latentlake.model;

import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Cuts the padding off the decoder's output and puts the mean image back. */
final class CutStage implements InferenceStage {
  private final ImagePadding padding;
  private final INDArray meanImage;
  private final long height;
  private final long width;
  private final Scratch out = new Scratch();
  private final Scratch inputGradient = new Scratch();
  private long[] inputShape;

  /** Makes the stage; the mean image, [1, channels·height·width], may be null. */
  CutStage(ImagePadding padding, INDArray meanImage, long height, long width) {
    this.padding = padding;
    this.meanImage = meanImage;
    this.height = height;
    this.width = width;
  }

  @Override
  public INDArray forward(INDArray input) {
    inputShape = input.shape();
    INDArray images = input;
    if (!padding.none()) {
      images = out.of(input.dataType(), inputShape[0], inputShape[1], height, width);
      images.assign(PreparationStage.inner(input, padding, height, width));
    }
    if (meanImage != null) {
      images.reshape('c', inputShape[0], meanImage.length()).addiRowVector(meanImage);
    }
    return images;
  }

  @Override
  public INDArray backward(INDArray gradient) {
    if (padding.none()) {
      return gradient;
    }
    INDArray result = inputGradient.of(gradient.dataType(), inputShape);
    PreparationStage.inner(result, padding, height, width).assign(gradient);
    return result;
  }

  @Override
  public void close() {
    out.close();
    inputGradient.close();
    if (meanImage != null) {
      meanImage.close();
    }
  }
}
