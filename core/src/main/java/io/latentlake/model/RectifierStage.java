package io.latentlake.model;

import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.RectifierKernel;
import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** LeakyReLU, or ReLU as its case of slope 0, as a stage of its own. */
final class RectifierStage extends OneInputStage {
  private final double slope;
  private final RectifierKernel kernel;
  private final Scratch out = new Scratch();
  private final Scratch inputGradient = new Scratch();
  private INDArray output;

  RectifierStage(DataType type, double slope) {
    this.slope = slope;
    this.kernel = Kernels.of(type).rectifier(slope);
  }

  double slope() {
    return slope;
  }

  @Override
  INDArray forward(INDArray input) {
    output = ActivatedStage.like(input, out);
    kernel.forward(input, output);
    return output;
  }

  @Override
  INDArray inputGradient(INDArray gradient) {
    INDArray result = ActivatedStage.like(output, inputGradient);
    kernel.backward(output, gradient, result);
    return result;
  }

  @Override
  public void close() {
    kernel.close();
    out.close();
    inputGradient.close();
  }
}
