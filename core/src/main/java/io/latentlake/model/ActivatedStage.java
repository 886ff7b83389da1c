package io.latentlake.model;

import io.latentlake.kernel.ChannelOrder;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.RectifierKernel;
import io.latentlake.kernel.Scratch;
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
    if (slope != Kernels.LINEAR) {
      before = like(output, activationGradient);
      rectifier.backward(output, gradient, before);
    }
    INDArray result = roomForInputGradient(input, inputGradient);
    affineGradient(before, result);
    return result;
  }

  /** Lies as the input does, unless the stage knows better. */
  INDArray roomForInputGradient(INDArray from, Scratch scratch) {
    return like(from, scratch);
  }

  private static INDArray like(INDArray array, Scratch scratch) {
    ChannelOrder order = Kernels.orderOf(array);
    return order.create(plain -> scratch.of(array.dataType(), plain), array.shape());
  }

  @Override
  public final void close() {
    rectifier.close();
    out.close();
    activationGradient.close();
    inputGradient.close();
    closeAffine();
  }
}
