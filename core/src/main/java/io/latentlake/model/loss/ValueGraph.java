package io.latentlake.model.loss;

import io.latentlake.model.OnnxLoss;
import io.latentlake.onnx.ElementType;
import io.latentlake.onnx.Tensor;
import java.util.function.DoubleUnaryOperator;

/** {@link ValueEvaluator} as an ONNX graph computes it. */
abstract class ValueGraph implements OnnxLoss {
  private static final int LEVELS = 256;

  private final double[] least = new double[LEVELS];

  /**
   * Tabulates what is left at best.
   *
   * @param least what is left of the loss of a value if the decoder gives the best output for it
   */
  ValueGraph(DoubleUnaryOperator least) {
    for (int level = 0; level < LEVELS; level++) {
      // as images are, of single precision
      this.least[level] = least.applyAsDouble(level / 255f);
    }
  }

  @Override
  public final Tensor leastTerms(Tensor decoded, Tensor images) {
    Tensor level = images.times(LEVELS - 1).plus(0.5).as(ElementType.INT64);
    return terms(decoded, images).atMost(level.rowsOf(least, 0, images.type()));
  }
}
