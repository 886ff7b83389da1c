package io.latentlake.explain.method;

import io.latentlake.config.Key;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Layers;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;
import io.latentlake.model.TargetHead;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code deeplift}: changes from a baseline, shared out layer by layer. A rectifier passes back the
 * change of its output over the change of its input (the rescale rule), so that no cause is lost
 * where it saturates. The map sums to the number at the image less the number at the baseline; the
 * convergence delta is what is missing.
 *
 * <p>The number itself is a function of what the network gives, and perhaps of the pixels. Its
 * multipliers are its gradient, averaged on the straight line between what the network gives for
 * the baseline and for the image. For a function of one value this is the rescale rule, change over
 * change; for several, it keeps the sum exact. A sum of two branches passes its multiplier to both,
 * which is exact. A codebook passes its multiplier straight on: the delta says what that leaves.
 *
 * @see <a href="https://arxiv.org/abs/1704.02685">Shrikumar et al. 2017</a>
 */
public final class DeepLift extends WalkBack {
  /** Points on that line: on it, losses are smooth. */
  private static final PathRule LINE = PathRule.gaussLegendre(32);

  /** The keys that only it has. */
  public record Options(
      @Key(value = "auto", meaning = "What an image is compared with") Baseline baseline)
      implements Serializable {}

  @Override
  public String name() {
    return "deeplift";
  }

  @Override
  public String meaning() {
    return "what each pixel adds to the change of the number from a baseline, layer by layer";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new FromBaseline(options.own(this, Options.class).baseline());
  }

  private record FromBaseline(Baseline start) implements Attributor {
    @Override
    public Optional<Baseline> baseline() {
      return Optional.of(start);
    }

    @Override
    public long passes(ImageShape shape) {
      return 2;
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      Pixels starts = start.of(request);
      Walker pairs =
          (layers, images, explained) ->
              new Pairs(layers, images, some(starts, explained), explained).attributions();
      return pairs.attribute(request);
    }

    @Override
    public boolean needsLayers() {
      return true;
    }
  }

  /** Some images and their baselines, in one minibatch. */
  private record Pairs(Layers layers, Pixels ends, Pixels starts, int[] explained) {
    List<Attribution> attributions() {
      Map<String, double[]> given = layers.forward(both());
      Map<String, double[]> atEnds = new HashMap<>();
      Map<String, double[]> atStarts = new HashMap<>();
      given.forEach(
          (place, values) -> {
            int half = values.length / 2;
            atEnds.put(place, Arrays.copyOf(values, half));
            atStarts.put(place, Arrays.copyOfRange(values, half, values.length));
          });
      double[] rises = layers.head(ends, explained, atEnds).values();
      double[] before = layers.head(starts, explained, atStarts).values();
      Arrays.setAll(rises, i -> rises[i] - before[i]);
      TargetHead average = average(atStarts, atEnds);
      // nothing is passed to the baselines' half
      Map<String, double[]> passed = new HashMap<>();
      average
          .byPlaces()
          .forEach((place, row) -> passed.put(place, Arrays.copyOf(row, 2 * row.length)));
      double[] multipliers = layers.back(new RescaleRule(), passed);
      return attributions(multipliers, average.byImages(), rises);
    }

    private Pixels both() {
      float[][] rows = Arrays.copyOf(ends.rows(), 2 * ends.count());
      System.arraycopy(starts.rows(), 0, rows, ends.count(), ends.count());
      return new Pixels(ends.shape(), rows);
    }

    /** The number's derivatives, averaged between what is given at the baselines and the images. */
    private TargetHead average(Map<String, double[]> atStarts, Map<String, double[]> atEnds) {
      Map<String, double[]> byPlaces = new HashMap<>();
      double[] byImages = new double[ends.count() * ends.shape().values()];
      for (int point = 0; point < LINE.points().length; point++) {
        double share = LINE.points()[point];
        double weight = LINE.weights()[point];
        Map<String, double[]> at = new HashMap<>();
        atStarts.forEach(
            (place, from) -> at.put(place, pointBetween(from, atEnds.get(place), share)));
        TargetHead head = layers.head(between(share), explained, at);
        addScaled(head.byImages(), weight, byImages);
        head.byPlaces()
            .forEach(
                (place, row) ->
                    addScaled(
                        row,
                        weight,
                        byPlaces.computeIfAbsent(place, name -> new double[row.length])));
      }
      return new TargetHead(new double[0], byPlaces, byImages);
    }

    private Pixels between(double share) {
      float[][] rows = new float[ends.count()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = PathRule.between(starts.rows()[i], ends.rows()[i], share);
      }
      return new Pixels(ends.shape(), rows);
    }

    private List<Attribution> attributions(double[] multipliers, double[] direct, double[] rises) {
      ImageShape shape = ends.shape();
      double[] numbers = new double[direct.length];
      double[] sums = new double[rises.length];
      for (int i = 0; i < numbers.length; i++) {
        int image = i / shape.values();
        int j = i % shape.values();
        double change = (double) ends.rows()[image][j] - starts.rows()[image][j];
        numbers[i] = (multipliers[i] + direct[i]) * change;
        sums[image] += numbers[i];
      }
      List<Attribution> attributions = new ArrayList<>();
      for (int i = 0; i < rises.length; i++) {
        attributions.add(
            new Attribution(map(shape, numbers, i), OptionalDouble.of(sums[i] - rises[i])));
      }
      return attributions;
    }
  }

  private static double[] pointBetween(double[] from, double[] to, double share) {
    double[] point = new double[from.length];
    Arrays.setAll(point, i -> from[i] + share * (to[i] - from[i]));
    return point;
  }

  private static void addScaled(double[] row, double factor, double[] sum) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += factor * row[j];
    }
  }
}
