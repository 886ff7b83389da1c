package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Gradients averaged on the straight path from a baseline to the image, times the way travelled.
 * The map sums to the number at the image less the number at the baseline; the convergence delta is
 * what is missing.
 *
 * @see <a href="https://arxiv.org/abs/1703.01365">Sundararajan et al. 2017</a>
 */
final class IntegratedGradients implements AttributionMethod {
  static final String NAME = "integrated-gradients";

  private final PathRule rule;
  private final Baseline baseline;
  private final int passesPerBatch;

  /**
   * Sets the method up.
   *
   * @param steps points on the path, at least 1
   * @param baseline where the path starts
   * @param passesPerBatch images, real or interpolated, evaluated at a time, at least 1
   */
  IntegratedGradients(int steps, Baseline baseline, int passesPerBatch) {
    this.rule = PathRule.gaussLegendre(steps);
    this.baseline = baseline;
    this.passesPerBatch = passesPerBatch;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Baseline> baseline() {
    return Optional.of(baseline);
  }

  @Override
  public long passes(ImageShape shape) {
    return rule.points().length + 2L;
  }

  @Override
  public List<Attribution> attribute(ExplainedFunction function, Pixels images) {
    Pixels starts = baseline.of(images);
    double[][] averages = averageGradients(function, starts, images);
    double[] atStarts = function.values(starts);
    double[] atEnds = function.values(images);
    List<Attribution> attributions = new ArrayList<>();
    for (int i = 0; i < images.count(); i++) {
      double[] row = averages[i];
      double sum = 0;
      for (int j = 0; j < row.length; j++) {
        row[j] *= (double) images.rows()[i][j] - starts.rows()[i][j];
        sum += row[j];
      }
      attributions.add(
          new Attribution(
              Pixels.sumOverChannels(images.shape(), row),
              OptionalDouble.of(sum - (atEnds[i] - atStarts[i]))));
    }
    return attributions;
  }

  private double[][] averageGradients(ExplainedFunction function, Pixels starts, Pixels ends) {
    ImageShape shape = ends.shape();
    int steps = rule.points().length;
    double[][] averages = new double[ends.count()][shape.values()];
    // One pass is one point on one image's path; passes of several images share a batch.
    long passes = (long) ends.count() * steps;
    for (long first = 0; first < passes; first += passesPerBatch) {
      float[][] points = new float[(int) Math.min(passesPerBatch, passes - first)][];
      for (int k = 0; k < points.length; k++) {
        int image = (int) ((first + k) / steps);
        double share = rule.points()[(int) ((first + k) % steps)];
        points[k] = between(starts.rows()[image], ends.rows()[image], share);
      }
      float[][] gradients = function.gradient(new Pixels(shape, points)).rows();
      for (int k = 0; k < points.length; k++) {
        double weight = rule.weights()[(int) ((first + k) % steps)];
        addScaled(gradients[k], weight, averages[(int) ((first + k) / steps)]);
      }
    }
    return averages;
  }

  private static float[] between(float[] from, float[] to, double share) {
    float[] point = new float[from.length];
    for (int j = 0; j < point.length; j++) {
      point[j] = (float) (from[j] + share * (to[j] - from[j]));
    }
    return point;
  }

  private static void addScaled(float[] row, double factor, double[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factor * row[j];
    }
  }
}
