package io.latentlake.model;

import io.latentlake.kernel.ConvolutionKernel;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.Window;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution with bias; weights [out, in, kernel, kernel]. */
final class ConvolutionStage extends ActivatedStage {
  private final Window window;
  private final INDArray weights;
  private final INDArray bias;
  private final ConvolutionKernel kernel;

  ConvolutionStage(Window window, INDArray weights, INDArray bias, double slope) {
    super(weights.dataType(), slope);
    this.window = window;
    this.weights = weights;
    this.bias = bias;
    this.kernel = kernels().convolution(window, slope, Kernels.Weights.FIXED);
  }

  @Override
  long[] outputShape(INDArray images) {
    return new long[] {
      images.size(0),
      weights.size(0),
      window.outputSize(images.size(2), 0),
      window.outputSize(images.size(3), 1)
    };
  }

  @Override
  void forward(INDArray images, INDArray out) {
    kernel.forward(images, weights, bias, out);
  }

  @Override
  void affineGradient(INDArray gradient, INDArray imageGradient) {
    kernel.imageGradient(gradient, weights, imageGradient);
  }

  @Override
  INDArray bias() {
    return bias;
  }

  @Override
  ActivatedStage affine(DoubleUnaryOperator ofWeights, DoubleUnaryOperator ofBias) {
    return new ConvolutionStage(
        window, altered(weights, ofWeights), altered(bias, ofBias), Kernels.LINEAR);
  }

  @Override
  void closeAffine() {
    kernel.close();
    weights.close();
    bias.close();
  }
}
