package io.latentlake.explain.method;

import io.latentlake.config.Key;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.Layers;
import io.latentlake.explain.Pixels;
import io.latentlake.model.TargetHead;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * {@code lrp}: layer-wise relevance propagation. Relevance is given to what the network's last
 * layers give and shared out, layer by layer, among the inputs of each by what they add to its
 * output.
 *
 * <p>Relevance begins, for every explained number alike, as derivative times value of what the
 * network gives at the number's places: for a latent unit that is the unit, for a number that is no
 * linear function of them its linear part. So it is for the reconstruction error, whose terms are
 * not what the layers give: of squared error it is twice the error, together with the pixels' own
 * derivative times value, which the pixels get directly. A rule of ε near 0 is then {@code
 * input-x-gradient}, up to a mean image. A mean image is neither seen nor given by the network and
 * gets nothing.
 *
 * <p>The map sums to the relevance that was given, but for what biases keep, and ε: the convergence
 * delta is what is missing. A codebook passes relevance straight on.
 *
 * @see <a href="https://doi.org/10.1371/journal.pone.0130140">Bach et al. 2015</a>
 */
public final class LayerwiseRelevance extends WalkBack {
  /** How relevance is shared out. */
  public enum Rule {
    /** In proportion to what each input adds, the output moved away from zero by ε. */
    EPSILON {
      @Override
      RelevanceRule of(Options options) {
        return new EpsilonRule(options.epsilon());
      }
    },
    /** What has the output's sign counts 1 + γ times. */
    GAMMA {
      @Override
      RelevanceRule of(Options options) {
        return new GammaRule(options.gamma());
      }
    },
    /** α to what raises the output, 1 − α to what lowers it. */
    ALPHA_BETA {
      @Override
      RelevanceRule of(Options options) {
        return new AlphaBetaRule(options.alpha());
      }
    };

    abstract RelevanceRule of(Options options);

    /**
     * The name in options.
     *
     * @return such as {@code alpha-beta}
     */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The keys that only it has. */
  public record Options(
      @Key(
              value = "epsilon",
              meaning =
                  "How relevance is shared out among a layer's inputs: by what each adds; with"
                      + " gamma, favouring what has the output's sign; with alpha-beta, apart by"
                      + " sign")
          Rule rule,
      @Key(
              value = "0.000001",
              min = 0,
              max = 1000,
              meaning = "With rule epsilon: how far outputs are moved away from zero")
          double epsilon,
      @Key(
              value = "0.25",
              min = 0,
              max = 1000,
              meaning = "With rule gamma: extra weight of what has the output's sign")
          double gamma,
      @Key(
              value = "2",
              min = 1,
              max = 1000,
              meaning =
                  "With rule alpha-beta: share of what raises the output; 1 less than it is taken"
                      + " by what lowers it")
          double alpha)
      implements Serializable {}

  @Override
  public String name() {
    return "lrp";
  }

  @Override
  public String meaning() {
    return "what each pixel adds to the number, shared out layer by layer";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    Options own = options.own(this, Options.class);
    RelevanceRule rule = own.rule().of(own);
    return (Walker) (layers, images, explained) -> walk(layers, images, explained, rule);
  }

  private static List<Attribution> walk(
      Layers layers, Pixels images, int[] explained, RelevanceRule rule) {
    TargetHead head = layers.head(images, explained, layers.forward(images));
    double[] given = new double[images.count()];
    double[] direct = new double[head.byImages().length];
    for (int i = 0; i < direct.length; i++) {
      int image = i / images.shape().values();
      direct[i] = head.byImages()[i] * images.rows()[image][i % images.shape().values()];
      given[image] += direct[i];
    }
    Map<String, double[]> relevance = new HashMap<>();
    layers
        .ofLayers()
        .forEach((place, values) -> relevance.put(place, product(head, place, values, given)));
    double[] numbers = layers.back(rule, relevance);
    double[] sums = new double[given.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += direct[i];
      sums[i / images.shape().values()] += numbers[i];
    }
    List<Attribution> attributions = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      attributions.add(
          new Attribution(map(images.shape(), numbers, i), OptionalDouble.of(sums[i] - given[i])));
    }
    return attributions;
  }

  /** Derivative times value at a place; adds each image's sum to what it was given. */
  private static double[] product(TargetHead head, String place, double[] values, double[] given) {
    double[] derivative = head.byPlaces().get(place);
    int perImage = values.length / given.length;
    double[] relevance = new double[values.length];
    for (int i = 0; i < relevance.length; i++) {
      relevance[i] = derivative[i] * values[i];
      given[i / perImage] += relevance[i];
    }
    return relevance;
  }
}
