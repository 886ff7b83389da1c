package io.latentlake.explain.quality;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** Measures the maps of one method for minibatches of images. */
public final class MapQuality {
  // Draws of a method count from 0, those of a measure from here
  private static final long FIRST_DRAW = 1L << 40;

  private final Attributor attributor;
  private final QualityOptions options;

  /**
   * Sets the measurement up.
   *
   * @param attributor makes the maps
   * @param options draws and steps
   */
  public MapQuality(Attributor attributor, QualityOptions options) {
    this.attributor = attributor;
    this.options = options;
  }

  /**
   * Measures.
   *
   * @param request the images
   * @param untrained the same about a network of the same form that was never trained
   * @return the measures of each image's map, in order
   */
  public List<ImageQuality> measure(ExplanationRequest request, ExplanationRequest untrained) {
    List<Attribution> attributions = attributor.attribute(request);
    List<Attribution> others = attributor.attribute(untrained);
    Infidelity[] infidelities = infidelities(request, attributions);
    double[] sensitivities = sensitivities(request, attributions);
    PixelRemoval removal = new PixelRemoval(request, Baseline.BLURRED, options.steps());
    int[][] orders = new int[request.count()][];
    int[][] byChance = new int[request.count()][];
    for (int i = 0; i < orders.length; i++) {
      orders[i] = MapStatistics.descending(attributions.get(i).map());
      byChance[i] = shuffled(orders[i].length, request.random(i, FIRST_DRAW - 1));
    }
    OptionalDouble[] deletion = removal.deletionAreas(orders);
    OptionalDouble[] randomDeletion = removal.deletionAreas(byChance);
    OptionalDouble[] insertion = removal.insertionAreas(orders);
    int[][] sizes = new int[request.count()][];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = MapStatistics.descending(absolute(attributions.get(i).map()));
    }
    OptionalDouble[] shift = removal.codeShiftAreas(sizes);
    OptionalDouble[] randomShift = removal.codeShiftAreas(byChance);
    List<ImageQuality> measured = new ArrayList<>();
    for (int i = 0; i < orders.length; i++) {
      Attribution attribution = attributions.get(i);
      measured.add(
          new ImageQuality(
              attribution.map(),
              completenessGap(attribution),
              infidelities[i].raw(),
              infidelities[i].scaled(),
              Double.isFinite(sensitivities[i])
                  ? OptionalDouble.of(sensitivities[i])
                  : OptionalDouble.empty(),
              deletion[i],
              insertion[i],
              randomDeletion[i],
              shift[i],
              randomShift[i],
              MapStatistics.gini(attribution.map()),
              MapStatistics.rankCorrelation(attribution.map(), others.get(i).map())));
    }
    return measured;
  }

  /**
   * What it costs to measure one image.
   *
   * @param passes what a map costs
   * @return how many images go through the model for it
   */
  public long passes(long passes) {
    return passes * (2 + options.draws()) + options.draws() + 1 + 5L * options.steps() + 5;
  }

  private static OptionalDouble completenessGap(Attribution attribution) {
    double sum = 0;
    for (float value : attribution.map()) {
      sum += Math.abs(value);
    }
    return attribution.convergenceDelta().isEmpty() || sum == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.abs(attribution.convergenceDelta().getAsDouble()) / sum);
  }

  /**
   * Squared difference of what the map says a perturbation takes off the number, and what it does;
   * perturbations are noise, the same in all channels.
   */
  private Infidelity[] infidelities(ExplanationRequest request, List<Attribution> attributions) {
    Pixels images = request.images();
    int area = images.shape().height() * images.shape().width();
    double[] whole = request.values();
    double[][] perturbed =
        request.values(
            options.draws(),
            (image, draw) -> {
              float[] noise = request.normal(image, FIRST_DRAW + draw, area);
              float[] altered = images.rows()[image].clone();
              for (int j = 0; j < altered.length; j++) {
                altered[j] -= (float) (options.noise() * noise[j % area]);
              }
              return altered;
            });
    Infidelity[] infidelities = new Infidelity[request.count()];
    for (int i = 0; i < infidelities.length; i++) {
      double[] foretold = new double[options.draws()];
      double[] fallen = new double[options.draws()];
      for (int draw = 0; draw < foretold.length; draw++) {
        float[] noise = request.normal(i, FIRST_DRAW + draw, area);
        for (int p = 0; p < area; p++) {
          foretold[draw] += options.noise() * noise[p] * attributions.get(i).map()[p];
        }
        fallen[draw] = whole[i] - perturbed[i][draw];
      }
      infidelities[i] = Infidelity.of(foretold, fallen);
    }
    return infidelities;
  }

  /** The most that the map changes, as a share of its norm, when pixels change a little. */
  private double[] sensitivities(ExplanationRequest request, List<Attribution> attributions) {
    double[] most = new double[request.count()];
    for (int draw = 0; draw < options.draws(); draw++) {
      float[][] moved = new float[request.count()][];
      for (int i = 0; i < moved.length; i++) {
        RandomGenerator random = request.random(i, FIRST_DRAW + options.draws() + draw);
        moved[i] = request.images().rows()[i].clone();
        for (int j = 0; j < moved[i].length; j++) {
          moved[i][j] += (float) (options.radius() * (2 * random.nextDouble() - 1));
        }
      }
      List<Attribution> others =
          attributor.attribute(request.with(new Pixels(request.images().shape(), moved)));
      for (int i = 0; i < most.length; i++) {
        most[i] =
            Math.max(most[i], relativeDistance(attributions.get(i).map(), others.get(i).map()));
      }
    }
    return most;
  }

  private static double relativeDistance(float[] from, float[] to) {
    double distance = 0;
    double norm = 0;
    for (int p = 0; p < from.length; p++) {
      distance += ((double) to[p] - from[p]) * ((double) to[p] - from[p]);
      norm += (double) from[p] * from[p];
    }
    return Math.sqrt(distance / norm);
  }

  private static float[] absolute(float[] map) {
    float[] absolute = new float[map.length];
    for (int p = 0; p < map.length; p++) {
      absolute[p] = Math.abs(map[p]);
    }
    return absolute;
  }

  private static int[] shuffled(int size, RandomGenerator random) {
    int[] order = new int[size];
    for (int k = 0; k < size; k++) {
      int other = random.nextInt(k + 1);
      order[k] = order[other];
      order[other] = k;
    }
    return order;
  }
}
