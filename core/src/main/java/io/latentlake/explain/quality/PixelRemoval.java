package io.latentlake.explain.quality;

import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import java.util.OptionalDouble;

/**
 * Areas under the curves of what is left of a number, or of the code, while pixels are replaced by
 * a baseline step by step in a given order.
 *
 * @see <a href="https://arxiv.org/abs/1806.07421">Petsiuk et al. 2018</a>
 */
final class PixelRemoval {
  private final ExplanationRequest request;
  private final Pixels covers;
  private final int steps;
  private final double[] whole;
  private final double[] covered;

  PixelRemoval(ExplanationRequest request, Baseline baseline, int steps) {
    this.request = request;
    this.covers = baseline.of(request);
    this.steps = steps;
    this.whole = request.values();
    this.covered = request.values(covers);
  }

  /**
   * Mean of f(altered) while pixels are deleted, in units of the larger of |f(image)| and
   * |f(baseline)|: their difference may be near 0.
   */
  OptionalDouble[] deletionAreas(int[][] orders) {
    return areas(
        request.values(
            steps,
            (image, step) -> replaced(image, orders[image], request.images(), covers, step + 1)));
  }

  /** The same while pixels are inserted into the baseline. */
  OptionalDouble[] insertionAreas(int[][] orders) {
    return areas(
        request.values(
            steps,
            (image, step) -> replaced(image, orders[image], covers, request.images(), step + 1)));
  }

  private OptionalDouble[] areas(double[][] curves) {
    OptionalDouble[] areas = new OptionalDouble[curves.length];
    for (int i = 0; i < areas.length; i++) {
      double unit = Math.max(Math.abs(whole[i]), Math.abs(covered[i]));
      double sum = 0;
      for (double value : curves[i]) {
        sum += value / (unit * steps);
      }
      areas[i] = Double.isFinite(sum) ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }
    return areas;
  }

  /** Mean of ‖f(altered) − f(image)‖ / ‖f(image)‖ of the codes while pixels are deleted. */
  OptionalDouble[] codeShiftAreas(int[][] orders) {
    float[][] codes = request.model().encode(request.images()).clone();
    double[] sums = new double[codes.length];
    for (int step = 1; step <= steps; step++) {
      float[][] altered = new float[codes.length][];
      for (int i = 0; i < altered.length; i++) {
        altered[i] = replaced(i, orders[i], request.images(), covers, step);
      }
      float[][] moved = request.model().encode(new Pixels(request.images().shape(), altered));
      for (int i = 0; i < sums.length; i++) {
        sums[i] += distance(moved[i], codes[i]) / steps;
      }
    }
    OptionalDouble[] areas = new OptionalDouble[codes.length];
    for (int i = 0; i < areas.length; i++) {
      double share = sums[i] / distance(codes[i], new float[codes[i].length]);
      areas[i] = Double.isFinite(share) ? OptionalDouble.of(share) : OptionalDouble.empty();
    }
    return areas;
  }

  private static double distance(float[] a, float[] b) {
    double squared = 0;
    for (int d = 0; d < a.length; d++) {
      squared += ((double) a[d] - b[d]) * ((double) a[d] - b[d]);
    }
    return Math.sqrt(squared);
  }

  /** One picture, with the first pixels of an order taken from another. */
  private float[] replaced(int image, int[] order, Pixels from, Pixels to, int step) {
    float[] altered = from.rows()[image].clone();
    float[] other = to.rows()[image];
    int count = (int) ((long) order.length * step / steps);
    for (int k = 0; k < count; k++) {
      for (int j = order[k]; j < altered.length; j += order.length) {
        altered[j] = other[j];
      }
    }
    return altered;
  }
}
