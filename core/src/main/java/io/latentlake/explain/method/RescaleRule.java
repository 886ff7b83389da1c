package io.latentlake.explain.method;

import io.latentlake.model.BackwardRule;

/**
 * Multipliers of images against baselines: a rectifier passes back the change of its output over
 * that of its input, all else the gradient. The first half of all values are the images', the
 * second half their baselines', to whom nothing is passed.
 *
 * @see <a href="https://arxiv.org/abs/1704.02685">Shrikumar et al. 2017</a>
 */
final class RescaleRule implements BackwardRule {
  @Override
  public double[] rectifier(Rectified at, double[] passed) {
    double[] back = new double[passed.length];
    int half = passed.length / 2;
    for (int i = 0; i < half; i++) {
      back[i] = passed[i] * ratio(at.slope(), at.input()[i], at.input()[i + half]);
    }
    return back;
  }

  /** On either side of zero the slope itself, so that no small change is divided by another. */
  private static double ratio(double slope, double image, double baseline) {
    if (image > 0 == baseline > 0) {
      return image > 0 ? 1 : slope;
    }
    double change = Math.max(image, slope * image) - Math.max(baseline, slope * baseline);
    return change / (image - baseline);
  }
}
