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
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import io.latentlake.model.target.Targets;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * {@code counterfactual}: what would have to be different for the image to pass as normal. Segments
 * are replaced by the same of a normal picture, first those that alone lower the score most, until
 * the score is no longer above the model's threshold. The map is the change of each pixel, summed
 * over channels; it is 0 if the image is normal. The convergence delta is by how much the score
 * stays above the threshold even when all is replaced, 0 at best.
 *
 * <p>The search is greedy, so fewer segments may do; see Goyal et al. 2019.
 *
 * @see <a href="https://arxiv.org/abs/1904.07451">Goyal et al. 2019</a>
 */
public final class Counterfactual implements AttributionMethod {
  /** The keys that only it has. */
  public record Options(
      SegmentOptions segments,
      @Key(value = "reconstruction", meaning = "The normal picture that segments are taken from")
          Baseline baseline)
      implements Serializable {}

  @Override
  public String name() {
    return "counterfactual";
  }

  @Override
  public String meaning() {
    return "what would have to change for the image to pass as normal";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Optional<String> refusal(Target target) {
    return target.equals(Targets.ANOMALY_SCORE)
        ? Optional.empty()
        : Optional.of("explains anomaly_score only, which a threshold is set on");
  }

  @Override
  public Optional<String> refusal(Target target, ModelPackage model) {
    return AttributionMethod.super
        .refusal(target, model)
        .or(
            () ->
                model.threshold().isPresent()
                    ? Optional.empty()
                    : Optional.of(
                        "brings the score under a threshold, which model "
                            + model.modelId()
                            + " does not have; train it with validation images"));
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new Replacing(options.own(this, Options.class));
  }

  private record Replacing(Options options) implements Attributor {
    @Override
    public Optional<Baseline> baseline() {
      return Optional.of(options.baseline());
    }

    @Override
    public long passes(ImageShape shape) {
      return 2 * SegmentedImages.count(shape, options.segments()) + 1;
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      double threshold = request.threshold().orElseThrow();
      SegmentedImages images = new SegmentedImages(request, options.segments(), options.baseline());
      int segments = images.count();
      double[] whole = request.values();
      double[][] alone =
          request.values(
              segments, (image, segment) -> images.showing(image, allBut(segments, segment)));
      int[][] orders = new int[request.count()][];
      for (int i = 0; i < orders.length; i++) {
        double[] left = alone[i];
        orders[i] =
            IntStream.range(0, segments)
                .boxed()
                .sorted(Comparator.comparingDouble(segment -> left[segment]))
                .mapToInt(Integer::intValue)
                .toArray();
      }
      double[][] together =
          request.values(
              segments,
              (image, last) ->
                  images.showing(image, allBut(segments, first(orders[image], last + 1))));
      List<Attribution> attributions = new ArrayList<>();
      for (int i = 0; i < whole.length; i++) {
        attributions.add(
            attribution(request, images, i, whole[i], orders[i], together[i], threshold));
      }
      return attributions;
    }

    private static Attribution attribution(
        ExplanationRequest request,
        SegmentedImages images,
        int image,
        double whole,
        int[] order,
        double[] together,
        double threshold) {
      int replaced = 0;
      double score = whole;
      while (score > threshold && replaced < order.length) {
        score = together[replaced++];
      }
      float[] changed = images.showing(image, allBut(order.length, first(order, replaced)));
      float[] original = request.images().rows()[image];
      double[] change = new double[changed.length];
      for (int j = 0; j < change.length; j++) {
        change[j] = (double) changed[j] - original[j];
      }
      return new Attribution(
          Pixels.sumOverChannels(request.images().shape(), change),
          OptionalDouble.of(Math.max(0, score - threshold)));
    }
  }

  private static int[] first(int[] order, int count) {
    return IntStream.range(0, count).map(k -> order[k]).toArray();
  }

  private static boolean[] allBut(int segments, int... replaced) {
    boolean[] shown = new boolean[segments];
    Arrays.fill(shown, true);
    for (int segment : replaced) {
      shown[segment] = false;
    }
    return shown;
  }
}
