package io.latentlake.explain.method;

import io.latentlake.config.Key;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * {@code smoothgrad}: the mean of the gradient, or of its square, over copies of the image with
 * Gaussian noise.
 *
 * @see <a href="https://arxiv.org/abs/1706.03825">Smilkov et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1806.10758">Hooker et al. 2019, for the squares</a>
 */
public final class SmoothGrad extends GradientMethod {
  /** What a mean is taken of. */
  public enum Mean {
    /** The gradient. */
    GRADIENT,
    /** Its square; the map has no sign. */
    SQUARE
  }

  /** The keys that only it has. */
  public record Options(
      @Key(value = "32", min = 1, max = 100000, meaning = "Copies with noise") int samples,
      @Key(
              value = "0.15",
              min = 0,
              max = 10,
              meaning = "Standard deviation of the noise; black to white is 1")
          double noise,
      @Key(value = "gradient", meaning = "What the mean is taken of: gradient, or its square")
          Mean mean)
      implements Serializable {}

  @Override
  public String name() {
    return "smoothgrad";
  }

  @Override
  public String meaning() {
    return "which pixels would change the number most, in images like this one";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new OverNoise(options.own(this, Options.class));
  }

  private record OverNoise(Options options) implements Attributor {
    @Override
    public long passes(ImageShape shape) {
      return options.samples();
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      Pixels images = request.images();
      double[][] sums = new double[images.count()][images.shape().values()];
      request.gradients(
          options.samples(),
          (image, k) -> noisy(images.rows()[image], request.random(image, k)),
          (image, k, gradient) -> {
            for (int j = 0; j < gradient.length; j++) {
              double one = options.mean() == Mean.SQUARE ? gradient[j] * gradient[j] : gradient[j];
              sums[image][j] += one / options.samples();
            }
          });
      List<Attribution> attributions = new ArrayList<>();
      for (double[] sum : sums) {
        attributions.add(
            new Attribution(Pixels.sumOverChannels(images.shape(), sum), OptionalDouble.empty()));
      }
      return attributions;
    }

    private float[] noisy(float[] image, RandomGenerator random) {
      float[] noisy = new float[image.length];
      for (int j = 0; j < noisy.length; j++) {
        noisy[j] = (float) (image[j] + options.noise() * random.nextGaussian());
      }
      return noisy;
    }
  }
}
