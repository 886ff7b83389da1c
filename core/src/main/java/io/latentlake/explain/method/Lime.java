package io.latentlake.explain.method;

import io.latentlake.config.Key;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * {@code lime}: coefficients of a linear model of the number, fitted by ridge regression to copies
 * of which each segment is shown with probability ½; a copy counts more the nearer it is to the
 * image: exp(−d²/w²), d the cosine distance of what is shown to all.
 *
 * @see <a href="https://arxiv.org/abs/1602.04938">Ribeiro et al. 2016</a>
 */
public final class Lime implements AttributionMethod {
  /** The keys that only it has. */
  public record Options(
      SegmentOptions segments,
      @Key(value = "512", min = 2, max = 1000000, meaning = "Altered copies of each image")
          int samples,
      @Key(value = "auto", meaning = "What covers a segment") Baseline baseline,
      @Key(
              value = "0.25",
              min = 0.001,
              max = 1000,
              meaning = "Width of the kernel by which copies count, in cosine distance")
          double width,
      @Key(value = "1", min = 0.000001, max = 1000000, meaning = "Penalty on squared coefficients")
          double ridge)
      implements Serializable {}

  @Override
  public String name() {
    return "lime";
  }

  @Override
  public String meaning() {
    return "which segments a linear model of the number, fitted near the image, goes by";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new Fitting(options.own(this, Options.class));
  }

  private record Fitting(Options options) implements Attributor {
    @Override
    public Optional<Baseline> baseline() {
      return Optional.of(options.baseline());
    }

    @Override
    public long passes(ImageShape shape) {
      return options.samples();
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      SegmentedImages images = new SegmentedImages(request, options.segments(), options.baseline());
      boolean[][][] shown = new boolean[request.count()][options.samples()][];
      for (int i = 0; i < shown.length; i++) {
        for (int k = 0; k < options.samples(); k++) {
          // as in the source, the first copy is the image itself
          shown[i][k] = drawn(images.count(), k == 0, request.random(i, k));
        }
      }
      double[][] found =
          request.values(
              options.samples(), (image, pass) -> images.showing(image, shown[image][pass]));
      List<Attribution> attributions = new ArrayList<>();
      for (int i = 0; i < shown.length; i++) {
        attributions.add(
            new Attribution(
                images.map(i, coefficients(shown[i], found[i])), OptionalDouble.empty()));
      }
      return attributions;
    }

    private static boolean[] drawn(int segments, boolean all, RandomGenerator random) {
      boolean[] shown = new boolean[segments];
      for (int s = 0; s < segments; s++) {
        shown[s] = all || random.nextBoolean();
      }
      return shown;
    }

    private double weight(boolean[] shown) {
      long count = 0;
      for (boolean one : shown) {
        count += one ? 1 : 0;
      }
      double distance = 1 - Math.sqrt((double) count / shown.length);
      return Math.exp(-distance * distance / (options.width() * options.width()));
    }

    /** Weighted ridge regression with an intercept, which is not penalised. */
    private double[] coefficients(boolean[][] shown, double[] found) {
      int segments = shown[0].length;
      double[] weights = Arrays.stream(shown).mapToDouble(this::weight).toArray();
      double all = Arrays.stream(weights).sum();
      double[] means = new double[segments];
      double mean = 0;
      for (int k = 0; k < found.length; k++) {
        mean += weights[k] * found[k] / all;
        for (int s = 0; s < segments; s++) {
          means[s] += shown[k][s] ? weights[k] / all : 0;
        }
      }
      RealMatrix normal = new Array2DRowRealMatrix(segments, segments);
      RealVector right = new ArrayRealVector(segments);
      for (int k = 0; k < found.length; k++) {
        double[] centred = new double[segments];
        for (int s = 0; s < segments; s++) {
          centred[s] = (shown[k][s] ? 1 : 0) - means[s];
        }
        for (int a = 0; a < segments; a++) {
          right.addToEntry(a, weights[k] * centred[a] * (found[k] - mean));
          for (int b = 0; b <= a; b++) {
            normal.addToEntry(a, b, weights[k] * centred[a] * centred[b]);
          }
        }
      }
      for (int a = 0; a < segments; a++) {
        normal.addToEntry(a, a, options.ridge());
        for (int b = 0; b < a; b++) {
          normal.setEntry(b, a, normal.getEntry(a, b));
        }
      }
      return new CholeskyDecomposition(normal).getSolver().solve(right).toArray();
    }
  }
}
