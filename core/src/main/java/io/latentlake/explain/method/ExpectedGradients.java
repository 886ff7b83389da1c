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
 * {@code expected-gradients}: integrated gradients, a mean over reference images as baselines and
 * over the paths, by one draw of both a time. Places on the path are drawn one in each of as many
 * equal parts. In the mean over draws, the map sums to the number at the image less its mean over
 * the references.
 *
 * @see <a href="https://arxiv.org/abs/1906.10670">Erion et al. 2019</a>
 */
public final class ExpectedGradients extends GradientMethod {
  /** The keys that only it has. */
  public record Options(
      @Key(
              value = "64",
              min = 1,
              max = 100000,
              meaning = "Draws of reference and place on the path")
          int samples)
      implements Serializable {}

  @Override
  public String name() {
    return "expected-gradients";
  }

  @Override
  public String meaning() {
    return "what each pixel adds to the rise of the number from normal images to the image";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new FromReferences(options.own(this, Options.class).samples());
  }

  private record FromReferences(int samples) implements Attributor {
    @Override
    public boolean needsReferences() {
      return true;
    }

    @Override
    public long passes(ImageShape shape) {
      return samples;
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      Pixels images = request.images();
      float[][][] starts = new float[images.count()][samples][];
      double[][] shares = new double[images.count()][samples];
      for (int i = 0; i < starts.length; i++) {
        for (int k = 0; k < samples; k++) {
          RandomGenerator random = request.random(i, k);
          starts[i][k] = request.references().image(random.nextInt(request.references().count()));
          shares[i][k] = (k + random.nextDouble()) / samples;
        }
      }
      double[][] sums = new double[images.count()][images.shape().values()];
      request.gradients(
          samples,
          (image, k) -> {
            float[] point = new float[sums[image].length];
            for (int j = 0; j < point.length; j++) {
              float from = starts[image][k][j];
              point[j] = (float) (from + shares[image][k] * (images.rows()[image][j] - from));
            }
            return point;
          },
          (image, k, gradient) -> {
            for (int j = 0; j < gradient.length; j++) {
              sums[image][j] +=
                  gradient[j] * ((double) images.rows()[image][j] - starts[image][k][j]) / samples;
            }
          });
      List<Attribution> attributions = new ArrayList<>();
      for (double[] sum : sums) {
        attributions.add(
            new Attribution(Pixels.sumOverChannels(images.shape(), sum), OptionalDouble.empty()));
      }
      return attributions;
    }
  }
}
