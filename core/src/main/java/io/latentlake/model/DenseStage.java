package io.latentlake.model;

import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dense layer; weights [in, out]. Flattens its input and gives its output the wanted shape. */
final class DenseStage extends ActivatedStage {
  private final INDArray weights;
  private final INDArray transposed;
  private final INDArray bias;
  private final long[] outputShape;
  private final Scratch out = new Scratch();
  private final Scratch inputGradient = new Scratch();
  private long[] inputShape;

  /**
   * Makes the layer.
   *
   * @param outputShape shape of an image's output, whose product is the weights' second size
   */
  DenseStage(INDArray weights, INDArray bias, double slope, long... outputShape) {
    super(slope);
    this.weights = weights;
    this.transposed = weights.transpose();
    this.bias = bias;
    this.outputShape = outputShape.clone();
  }

  @Override
  INDArray affine(INDArray input) {
    inputShape = input.shape();
    long images = inputShape[0];
    INDArray result = out.of(weights.dataType(), images, weights.size(1));
    input.reshape('c', images, weights.size(0)).mmuli(weights, result);
    result.addiRowVector(bias);
    return result.reshape(
        'c', LongStream.concat(LongStream.of(images), LongStream.of(outputShape)).toArray());
  }

  @Override
  INDArray affineGradient(INDArray gradient) {
    long images = inputShape[0];
    INDArray result = inputGradient.of(weights.dataType(), images, weights.size(0));
    gradient.reshape('c', images, weights.size(1)).mmuli(transposed, result);
    return result.reshape('c', inputShape);
  }

  @Override
  void closeAffine() {
    out.close();
    inputGradient.close();
    weights.close();
    bias.close();
  }
}
