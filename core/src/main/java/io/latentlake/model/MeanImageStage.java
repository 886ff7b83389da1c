package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Takes the mean image off images, or puts it back. */
final class MeanImageStage extends OneInputStage {
  private final INDArray meanImage;
  private final int sign;
  private final Scratch out = new Scratch();

  private MeanImageStage(float[] meanImage, int sign, DataType type) {
    this.meanImage = row(meanImage, type);
    this.sign = sign;
  }

  /** Takes a mean image, channel-major, off. */
  static MeanImageStage subtracting(float[] meanImage, DataType type) {
    return new MeanImageStage(meanImage, -1, type);
  }

  /** Puts a mean image, channel-major, back. */
  static MeanImageStage adding(float[] meanImage, DataType type) {
    return new MeanImageStage(meanImage, 1, type);
  }

  @SuppressWarnings("try") // leaves the workspace by closing
  private static INDArray row(float[] values, DataType type) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray row = OffHeap.create(type, 1, values.length);
      OffHeap.write(values, row);
      return row;
    }
  }

  @Override
  INDArray forward(INDArray input) {
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
  INDArray inputGradient(INDArray gradient) {
    return gradient;
  }

  @Override
  public void close() {
    out.close();
    meanImage.close();
  }
}
