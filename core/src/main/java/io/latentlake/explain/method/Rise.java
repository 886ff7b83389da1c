package io.latentlake.explain.method;

import io.latentlake.config.Key;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code rise}: the mean R of the number over random soft masks, each pixel's weighted by how far
 * it is shown, R = Σ f(x ⊙ M)·M / Σ M, less the plain mean of f(x ⊙ M). The papers leave that mean
 * in; it is the same for all pixels of an image and hides the differences between them. Of the
 * target {@code label_free_cosine} it is RELAX; its uncertainty Σ (f(x ⊙ M) − R)²·M / Σ M can
 * decide which pixels are left.
 *
 * @see <a href="https://arxiv.org/abs/1806.07421">Petsiuk et al. 2018</a>
 * @see <a href="https://arxiv.org/abs/2112.10161">Wickstrøm et al. 2022</a>
 */
public final class Rise implements AttributionMethod {
  /** Which pixels are left. */
  public enum Keep {
    /** All. */
    ALL,
    /** Those whose uncertainty is at most the median; the others become 0. */
    CERTAIN
  }

  /** The keys that only it has. */
  public record Options(
      @Key(value = "512", min = 1, max = 1000000, meaning = "Masks for each image") int samples,
      @Key(value = "7", min = 1, max = 512, meaning = "Cells of a mask along each side") int cells,
      @Key(value = "0.5", min = 0.01, max = 0.99, meaning = "Probability that a cell is shown")
          double shown,
      @Key(value = "auto", meaning = "What shows where a mask hides the image") Baseline baseline,
      @Key(
              value = "all",
              meaning =
                  "Pixels that are left: all, or certain, the half of those on which the masks"
                      + " agree most")
          Keep keep)
      implements Serializable {}

  @Override
  public String name() {
    return "rise";
  }

  @Override
  public String meaning() {
    return "how much higher the number is, on average, when a pixel is shown";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new OverMasks(options.own(this, Options.class));
  }

  private record OverMasks(Options options) implements Attributor {
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
      Pixels images = request.images();
      Pixels covers = options.baseline().of(request);
      SoftMasks masks = new SoftMasks(images.shape(), options.cells(), options.shown());
      double[][] found =
          request.values(
              options.samples(),
              (image, pass) ->
                  masked(
                      images.rows()[image],
                      covers.rows()[image],
                      masks.mask(request.random(image, pass))));
      List<Attribution> attributions = new ArrayList<>();
      for (int i = 0; i < images.count(); i++) {
        attributions.add(new Attribution(map(request, masks, i, found[i]), OptionalDouble.empty()));
      }
      return attributions;
    }

    /** The masks are drawn again, which costs less than to keep them. */
    private float[] map(ExplanationRequest request, SoftMasks masks, int image, double[] found) {
      int area = masks.area();
      double[] mean = new double[area];
      double[] square = new double[area];
      double[] shown = new double[area];
      for (int k = 0; k < found.length; k++) {
        float[] mask = masks.mask(request.random(image, k));
        for (int p = 0; p < area; p++) {
          mean[p] += mask[p] * found[k];
          square[p] += mask[p] * found[k] * found[k];
          shown[p] += mask[p];
        }
      }
      double level = Arrays.stream(found).average().orElseThrow();
      float[] map = new float[area];
      double[] variance = new double[area];
      for (int p = 0; p < area; p++) {
        double r = shown[p] == 0 ? 0 : mean[p] / shown[p];
        map[p] = shown[p] == 0 ? 0 : (float) (r - level);
        variance[p] = shown[p] == 0 ? Double.POSITIVE_INFINITY : square[p] / shown[p] - r * r;
      }
      if (options.keep() == Keep.CERTAIN) {
        double[] sorted = variance.clone();
        Arrays.sort(sorted);
        double median = sorted[(area - 1) / 2];
        for (int p = 0; p < area; p++) {
          map[p] = variance[p] <= median ? map[p] : 0;
        }
      }
      return map;
    }
  }

  private static float[] masked(float[] image, float[] cover, float[] mask) {
    float[] masked = new float[image.length];
    for (int j = 0; j < masked.length; j++) {
      float shown = mask[j % mask.length];
      masked[j] = cover[j] + shown * (image[j] - cover[j]);
    }
    return masked;
  }
}
