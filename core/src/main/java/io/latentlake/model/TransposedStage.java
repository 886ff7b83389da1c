package io.latentlake.model;

import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.TransposedConvolutionKernel;
import io.latentlake.kernel.Window;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Transposed convolution with bias that doubles both sides; weights [in, out, kernel, kernel]. */
final class TransposedStage extends ActivatedStage {
  private final Window window;
  private final INDArray weights;
  private final INDArray bias;
  private final TransposedConvolutionKernel kernel;

  TransposedStage(Window window, INDArray weights, INDArray bias, double slope) {
    super(weights.dataType(), slope);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
    this.kernel = kernels().transposedConvolution(window, slope, Kernels.Weights.FIXED);
  }

  @Override
  long[] outputShape(INDArray input) {
    return new long[] {input.size(0), weights.size(1), 2 * input.size(2), 2 * input.size(3)};
  }

  @Override
  void forward(INDArray input, INDArray out) {
    kernel.forward(input, weights, bias, out);
  }

  @Override
  void affineGradient(INDArray gradient, INDArray inputGradient) {
    kernel.inputGradient(gradient, weights, inputGradient);
  }

  @Override
  INDArray bias() {
    return bias;
  }

  @Override
  ActivatedStage affine(DoubleUnaryOperator ofWeights, DoubleUnaryOperator ofBias) {
    return new TransposedStage(
        window, altered(weights, ofWeights), altered(bias, ofBias), Kernels.LINEAR);
  }

  @Override
  void closeAffine() {
    kernel.close();
    weights.close();
    bias.close();
  }
}
