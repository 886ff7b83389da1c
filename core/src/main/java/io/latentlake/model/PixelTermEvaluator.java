package io.latentlake.model;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a term that is a {@link Loss} between what its place gives and what it should; where the
 * place gives several draws for an image, their mean.
 */
final class PixelTermEvaluator implements LossTerm.Evaluator {
  private final DrawnReconstruction pixels;

  PixelTermEvaluator(Loss loss, DataType type) {
    this.pixels = new DrawnReconstruction(loss, type);
  }

  @Override
  public double[] perImage(
      List<INDArray> values, INDArray compared, double weight, List<INDArray> gradients) {
    INDArray gradient = gradients.isEmpty() ? null : gradients.get(0);
    boolean watched = weight == 0;
    double[] perDraw =
        pixels.perDraw(values.get(0), compared, watched || gradient == null ? null : gradient);
    double[] terms = new double[(int) compared.size(0)];
    int draws = perDraw.length / terms.length;
    for (int i = 0; i < perDraw.length; i++) {
      terms[i / draws] += perDraw[i] / draws;
    }
    if (gradient != null && watched) {
      gradient.assign(0);
    } else if (gradient != null && weight != draws) {
      gradient.muli(weight / draws);
    }
    return terms;
  }

  @Override
  public void addByImages(List<INDArray> values, INDArray images, INDArray byImages) {
    pixels.addByImages(values.get(0), images, byImages);
  }

  @Override
  public void close() {
    pixels.close();
  }
}
