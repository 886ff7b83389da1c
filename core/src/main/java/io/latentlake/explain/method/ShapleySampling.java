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
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * {@code shapley-sampling}: how far the number rises when a segment is uncovered after those before
 * it, a mean over random orders of the segments: an unbiased estimate of Shapley values. Whatever
 * the orders, the map sums to the number at the image less that at the baseline; the convergence
 * delta is rounding.
 *
 * @see <a href="https://doi.org/10.1016/j.cor.2008.04.004">Castro et al. 2009</a>
 */
public final class ShapleySampling implements AttributionMethod {
  /** The keys that only it has. */
  public record Options(
      SegmentOptions segments,
      @Key(value = "8", min = 1, max = 100000, meaning = "Random orders of the segments")
          int samples,
      @Key(value = "auto", meaning = "What covers a segment") Baseline baseline)
      implements Serializable {}

  @Override
  public String name() {
    return "shapley-sampling";
  }

  @Override
  public String meaning() {
    return "what each segment adds to the number, a mean over the orders in which they appear";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new InRandomOrder(options.own(this, Options.class));
  }

  private record InRandomOrder(Options options) implements Attributor {
    @Override
    public Optional<Baseline> baseline() {
      return Optional.of(options.baseline());
    }

    @Override
    public long passes(ImageShape shape) {
      long segments = SegmentedImages.count(shape, options.segments());
      return options.samples() * (segments - 1) + 2;
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      SegmentedImages images = new SegmentedImages(request, options.segments(), options.baseline());
      double[] whole = request.values();
      double[] covered = images.covered();
      int[][][] orders = orders(request, images.count());
      // the first and the last picture of an order are known
      int between = images.count() - 1;
      double[][] found =
          request.values(
              options.samples() * between,
              (image, pass) ->
                  images.showing(image, shown(orders[image][pass / between], pass % between + 1)));
      List<Attribution> attributions = new ArrayList<>();
      for (int i = 0; i < whole.length; i++) {
        double[] rises = new double[images.count()];
        for (int k = 0; k < options.samples(); k++) {
          double before = covered[i];
          for (int s = 0; s < images.count(); s++) {
            double after = s == between ? whole[i] : found[i][k * between + s];
            rises[orders[i][k][s]] += (after - before) / options.samples();
            before = after;
          }
        }
        attributions.add(
            new Attribution(
                images.map(i, rises), Completeness.delta(rises, whole[i] - covered[i])));
      }
      return attributions;
    }

    private int[][][] orders(ExplanationRequest request, int segments) {
      int[][][] orders = new int[request.count()][options.samples()][];
      for (int i = 0; i < orders.length; i++) {
        for (int k = 0; k < orders[i].length; k++) {
          orders[i][k] = order(segments, request.random(i, k));
        }
      }
      return orders;
    }
  }

  private static int[] order(int segments, RandomGenerator random) {
    int[] order = new int[segments];
    for (int s = 0; s < segments; s++) {
      int other = random.nextInt(s + 1);
      order[s] = order[other];
      order[other] = s;
    }
    return order;
  }

  private static boolean[] shown(int[] order, int first) {
    boolean[] shown = new boolean[order.length];
    for (int s = 0; s < first; s++) {
      shown[order[s]] = true;
    }
    return shown;
  }
}
