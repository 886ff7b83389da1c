package io.latentlake.model;

import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Takes the mean image off images, or puts it back. */
final class MeanImageStage implements InferenceStage {
  private final INDArray meanImage;
  private final int sign;
  private final Scratch out = new Scratch();

  /**
   * Makes the stage.
   *
   * @param meanImage shape [1, channels·height·width]; the stage closes it
   * @param sign 1 to add it, -1 to subtract it
   */
  MeanImageStage(INDArray meanImage, int sign) {
    this.meanImage = meanImage;
    this.sign = sign;
  }

  @Override
  public INDArray forward(INDArray input) {
    INDArray images = out.of(input.dataType(), input.shape());
    images.assign(input);
    INDArray rows = images.reshape('c', input.size(0), meanImage.length());
    if (sign > 0) {
      rows.addiRowVector(meanImage);
    } else {
      rows.subiRowVector(meanImage);
    }
    return images;
  }

  @Override
  public INDArray backward(INDArray gradient) {
    return gradient;
  }

  @Override
  public void close() {
    out.close();
    meanImage.close();
  }
}
