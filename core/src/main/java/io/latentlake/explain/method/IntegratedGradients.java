package io.latentlake.explain.method;

import io.latentlake.config.Key;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code integrated-gradients}: gradients averaged on the straight path from a baseline to the
 * image, times the way travelled. The map sums to the number at the image less the number at the
 * baseline; the convergence delta is what is missing.
 *
 * @see <a href="https://arxiv.org/abs/1703.01365">Sundararajan et al. 2017</a>
 */
public final class IntegratedGradients extends GradientMethod {
  /** The keys that only it has. */
  public record Options(
      @Key(
              value = "32",
              min = 1,
              max = 10000,
              meaning = "Points on the path between baseline and image")
          int steps,
      @Key(value = "auto", meaning = "Where the path starts") Baseline baseline)
      implements Serializable {}

  @Override
  public String name() {
    return "integrated-gradients";
  }

  @Override
  public String meaning() {
    return "what each pixel adds to the rise of the number from a baseline to the image";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    Options own = options.own(this, Options.class);
    return new AlongPath(PathRule.gaussLegendre(own.steps()), own.baseline());
  }

  private record AlongPath(PathRule rule, Baseline start) implements Attributor {
    @Override
    public Optional<Baseline> baseline() {
      return Optional.of(start);
    }

    @Override
    public long passes(ImageShape shape) {
      return rule.points().length + 2L;
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      Pixels ends = request.images();
      Pixels starts = start.of(request);
      double[][] averages = averageGradients(request, starts);
      double[] atStarts = request.values(starts);
      double[] atEnds = request.values();
      List<Attribution> attributions = new ArrayList<>();
      for (int i = 0; i < ends.count(); i++) {
        double[] row = averages[i];
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
          row[j] *= (double) ends.rows()[i][j] - starts.rows()[i][j];
          sum += row[j];
        }
        attributions.add(
            new Attribution(
                Pixels.sumOverChannels(ends.shape(), row),
                OptionalDouble.of(sum - (atEnds[i] - atStarts[i]))));
      }
      return attributions;
    }

    private double[][] averageGradients(ExplanationRequest request, Pixels starts) {
      Pixels ends = request.images();
      double[][] averages = new double[ends.count()][ends.shape().values()];
      request.gradients(
          rule.points().length,
          (image, step) ->
              PathRule.between(starts.rows()[image], ends.rows()[image], rule.points()[step]),
          (image, step, gradient) -> addScaled(gradient, rule.weights()[step], averages[image]));
      return averages;
    }
  }

  private static void addScaled(float[] row, double factor, double[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factor * row[j];
    }
  }
}
