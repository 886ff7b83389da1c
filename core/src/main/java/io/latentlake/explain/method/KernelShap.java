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

/**
 * {@code kernel-shap}: Shapley values of segments by weighted least squares over coalitions of
 * segments that are shown. With all coalitions the values are exact; otherwise coalitions are
 * drawn, each with its complement. The map sums to the number at the image less that at the
 * baseline.
 *
 * @see <a href="https://arxiv.org/abs/1705.07874">Lundberg and Lee 2017</a>
 */
public final class KernelShap implements AttributionMethod {
  /** The keys that only it has. */
  public record Options(
      SegmentOptions segments,
      @Key(
              value = "512",
              min = 2,
              max = 1000000,
              meaning =
                  "Coalitions of segments; all of them if they are no more, and at least twice as"
                      + " many as segments")
          int samples,
      @Key(value = "auto", meaning = "What covers a segment") Baseline baseline)
      implements Serializable {}

  @Override
  public String name() {
    return "kernel-shap";
  }

  @Override
  public String meaning() {
    return "what each segment adds to the number, shared fairly among segments that act together";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new OverCoalitions(options.own(this, Options.class));
  }

  private record OverCoalitions(Options options) implements Attributor {
    @Override
    public Optional<Baseline> baseline() {
      return Optional.of(options.baseline());
    }

    @Override
    public long passes(ImageShape shape) {
      int segments = (int) SegmentedImages.count(shape, options.segments());
      return Coalitions.count(segments, options.samples()) + 2L;
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      SegmentedImages images = new SegmentedImages(request, options.segments(), options.baseline());
      Coalitions[] coalitions = new Coalitions[request.count()];
      for (int i = 0; i < coalitions.length; i++) {
        coalitions[i] = Coalitions.of(images.count(), options.samples(), request.random(i, 0));
      }
      double[] whole = request.values();
      double[] covered = images.covered();
      double[][] found =
          request.values(
              Coalitions.count(images.count(), options.samples()),
              (image, pass) -> images.showing(image, coalitions[image].shown(pass)));
      List<Attribution> attributions = new ArrayList<>();
      for (int i = 0; i < whole.length; i++) {
        double[] values = coalitions[i].shapleyValues(found[i], covered[i], whole[i]);
        attributions.add(
            new Attribution(
                images.map(i, values), Completeness.delta(values, whole[i] - covered[i])));
      }
      return attributions;
    }
  }
}
