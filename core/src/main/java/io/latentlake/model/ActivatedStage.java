package io.latentlake.model;

import io.latentlake.kernel.ChannelOrder;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.RectifierKernel;
import io.latentlake.kernel.Scratch;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An affine stage followed by LeakyReLU, ReLU or nothing. */
abstract class ActivatedStage extends OneInputStage {
  private final DataType type;
  private final double slope;
  private final RectifierKernel rectifier;
  private final Scratch out = new Scratch();
  private final Scratch activationGradient = new Scratch();
  private final Scratch inputGradient = new Scratch();
  private INDArray input;
  private INDArray output;

  ActivatedStage(DataType type, double slope) {
    this.type = type;
    this.slope = slope;
    this.rectifier = Kernels.of(type).rectifier(slope);
  }

  final Kernels kernels() {
    return Kernels.of(type);
  }

  /** Shape of the output for such an input. */
  abstract long[] outputShape(INDArray from);

  /** The affine map and the activation. */
  abstract void forward(INDArray from, INDArray to);

  /** Gradient of the affine map alone by its input. */
  abstract void affineGradient(INDArray gradient, INDArray to);

  abstract void closeAffine();

  /** What is added to each channel or unit. */
  abstract INDArray bias();

  /** The affine map alone, its weights and bias altered; in memory of its own. */
  abstract ActivatedStage affine(DoubleUnaryOperator ofWeights, DoubleUnaryOperator ofBias);

  final boolean rectifies() {
    return slope != Kernels.LINEAR;
  }

  /** Slope of the activation below zero; {@link Kernels#LINEAR} without one. */
  final double slope() {
    return slope;
  }

  @Override
  final INDArray forward(INDArray from) {
    input = from;
    long[] shape = outputShape(from);
    output = kernels().order(shape[1]).create(plain -> out.of(type, plain), shape);
    forward(from, output);
    return output;
  }

  @Override
  final INDArray inputGradient(INDArray gradient) {
    INDArray before = gradient;
    if (rectifies()) {
      before = like(output, activationGradient);
      rectifier.backward(output, gradient, before);
    }
    return byInput(input, before);
  }

  /** Gradient of the affine map alone by an input like this one. */
  final INDArray byInput(INDArray from, INDArray gradient) {
    INDArray result = roomForInputGradient(from, inputGradient);
    affineGradient(gradient, result);
    return result;
  }

  /** Lies as the input does, unless the stage knows better. */
  INDArray roomForInputGradient(INDArray from, Scratch scratch) {
    return like(from, scratch);
  }

  /** Room for an array that lies as another does. */
  static INDArray like(INDArray array, Scratch scratch) {
    ChannelOrder order = Kernels.orderOf(array);
    return order.create(plain -> scratch.of(array.dataType(), plain), array.shape());
  }

  /** A copy with each value altered. */
  static INDArray altered(INDArray array, DoubleUnaryOperator of) {
    double[] values = OffHeap.read(array);
    Arrays.setAll(values, i -> of.applyAsDouble(values[i]));
    return OffHeap.owned(array.dataType(), values, array.shape());
  }

  /** Gives back what the last passes took; the next ones take it again. */
  final void release() {
    out.close();
    activationGradient.close();
    inputGradient.close();
  }

  @Override
  public final void close() {
    release();
    rectifier.close();
    closeAffine();
  }
}
