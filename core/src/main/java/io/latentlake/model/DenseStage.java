package io.latentlake.model;

import io.latentlake.kernel.DenseKernel;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.Scratch;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dense layer; weights [in, out]. Takes rows or images. */
final class DenseStage extends ActivatedStage {
  private final INDArray weights;
  private final INDArray bias;
  private final DenseKernel kernel;

  DenseStage(INDArray weights, INDArray bias, double slope) {
    super(weights.dataType(), slope);
    this.weights = weights;
    this.bias = bias;
    this.kernel = kernels().dense(slope, Kernels.Weights.FIXED);
  }

  @Override
  long[] outputShape(INDArray input) {
    return new long[] {input.size(0), weights.size(1)};
  }

  @Override
  void forward(INDArray input, INDArray out) {
    kernel.forward(input, weights, bias, out);
  }

  @Override
  INDArray roomForInputGradient(INDArray input, Scratch scratch) {
    // plain: the gradients of two heads are added up, which ND4J does quickly in this order alone
    return scratch.of(input.dataType(), input.shape());
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
    return new DenseStage(altered(weights, ofWeights), altered(bias, ofBias), Kernels.LINEAR);
  }

  @Override
  void closeAffine() {
    kernel.close();
    weights.close();
    bias.close();
  }
}
