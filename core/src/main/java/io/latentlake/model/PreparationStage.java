package io.latentlake.model;

import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Takes the mean image off and puts black pixels around. */
final class PreparationStage implements InferenceStage {
  private final ImagePadding padding;
  private final INDArray meanImage;
  private final Scratch out = new Scratch();
  private final Scratch centred = new Scratch();
  private final Scratch inputGradient = new Scratch();
  private long[] inputShape;

  /** Makes the stage; the mean image, [1, channels·height·width], may be null. */
  PreparationStage(ImagePadding padding, INDArray meanImage) {
    this.padding = padding;
    this.meanImage = meanImage;
  }

  @Override
  public INDArray forward(INDArray input) {
    inputShape = input.shape();
    INDArray images = input;
    if (meanImage != null) {
      images = centred.of(input.dataType(), inputShape);
      images.assign(input);
      images.reshape('c', inputShape[0], meanImage.length()).subiRowVector(meanImage);
    }
    if (padding.none()) {
      return images;
    }
    // the border is zero from the start and is never written
    INDArray padded =
        out.of(
            input.dataType(),
            inputShape[0],
            inputShape[1],
            inputShape[2] + padding.top() + padding.bottom(),
            inputShape[3] + padding.left() + padding.right());
    inner(padded, padding, inputShape[2], inputShape[3]).assign(images);
    return padded;
  }

  @Override
  public INDArray backward(INDArray gradient) {
    if (padding.none()) {
      return gradient;
    }
    INDArray result = inputGradient.of(gradient.dataType(), inputShape);
    result.assign(inner(gradient, padding, inputShape[2], inputShape[3]));
    return result;
  }

  /** The part of padded images that the images cover, as a view. */
  static INDArray inner(INDArray padded, ImagePadding padding, long height, long width) {
    return padded.get(
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.interval(padding.top(), padding.top() + height),
        NDArrayIndex.interval(padding.left(), padding.left() + width));
  }

  @Override
  public void close() {
    out.close();
    centred.close();
    inputGradient.close();
    if (meanImage != null) {
      meanImage.close();
    }
  }
}
