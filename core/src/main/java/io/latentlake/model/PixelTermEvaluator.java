package io.latentlake.model;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes a term that is a {@link Loss} between what its place gives and what it should. */
final class PixelTermEvaluator implements LossTerm.Evaluator {
  private final Loss.Evaluator pixels;

  PixelTermEvaluator(Loss loss, DataType type) {
    this.pixels = loss.evaluator(type);
  }

  @Override
  public double[] perImage(
      List<INDArray> values, INDArray compared, double weight, List<INDArray> gradients) {
    INDArray found = values.get(0);
    if (found.length() != compared.length() || found.size(0) != compared.size(0)) {
      throw new IllegalArgumentException(
          "the network makes images of "
              + found.shapeInfoToString()
              + ", but is compared with "
              + compared.shapeInfoToString());
    }
    INDArray gradient = gradients.isEmpty() ? null : gradients.get(0);
    double[] terms = pixels.perImage(found, compared, gradient);
    if (gradient != null && weight != 1) {
      gradient.muli(weight);
    }
    return terms;
  }

  @Override
  public void close() {
    pixels.close();
  }
}
