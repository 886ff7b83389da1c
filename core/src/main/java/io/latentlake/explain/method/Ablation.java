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

/**
 * {@code ablation}: how far the number falls when one segment is covered by the baseline. The
 * pixels of a segment share its fall evenly.
 */
public final class Ablation implements AttributionMethod {
  /** The keys that only it has. */
  public record Options(
      SegmentOptions segments,
      @Key(value = "auto", meaning = "What covers a segment") Baseline baseline)
      implements Serializable {}

  @Override
  public String name() {
    return "ablation";
  }

  @Override
  public String meaning() {
    return "how far the number falls when a segment of the image is covered";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new Covering(options.own(this, Options.class));
  }

  private record Covering(Options options) implements Attributor {
    @Override
    public Optional<Baseline> baseline() {
      return Optional.of(options.baseline());
    }

    @Override
    public long passes(ImageShape shape) {
      return SegmentedImages.count(shape, options.segments()) + 1;
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      SegmentedImages images = new SegmentedImages(request, options.segments(), options.baseline());
      double[] whole = request.values();
      double[][] without =
          request.values(
              images.count(), (image, segment) -> images.showing(image, allBut(segment, images)));
      List<Attribution> attributions = new ArrayList<>();
      for (int i = 0; i < whole.length; i++) {
        double[] falls = new double[images.count()];
        for (int s = 0; s < falls.length; s++) {
          falls[s] = whole[i] - without[i][s];
        }
        attributions.add(new Attribution(images.map(i, falls), OptionalDouble.empty()));
      }
      return attributions;
    }
  }

  private static boolean[] allBut(int segment, SegmentedImages images) {
    boolean[] shown = new boolean[images.count()];
    Arrays.fill(shown, true);
    shown[segment] = false;
    return shown;
  }
}
