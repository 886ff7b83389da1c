package io.latentlake.explain.method;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;
import java.util.List;

/**
 * {@code residual-x-gradient}: the squared difference between image and reconstruction, times the
 * size of the gradient of the explained number, made smooth. Both have to find a pixel odd, so that
 * what only one of them sees fades: edges that the model blurs, and pixels it reacts to but
 * reconstructs well. Never negative.
 *
 * @see <a href="https://arxiv.org/abs/1907.02796">Zimmerer et al. 2019</a>
 */
public final class ResidualTimesGradient extends GradientMethod {
  @Override
  public String name() {
    return "residual-x-gradient";
  }

  @Override
  public String meaning() {
    return "which areas are both badly reconstructed and decisive for the number";
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new Attributor() {
      @Override
      public List<Attribution> attribute(ExplanationRequest request) {
        return Attribution.of(product(request).smooth());
      }

      /** One for the gradient and one for the reconstruction. */
      @Override
      public long passes(ImageShape shape) {
        return 2;
      }
    };
  }

  private static Pixels product(ExplanationRequest request) {
    ImageShape shape = request.images().shape();
    float[][] images = request.images().rows();
    float[][] made = request.model().reconstruct(request.images()).rows();
    float[][] gradients = request.gradient().rows();
    float[][] product = new float[images.length][shape.values()];
    for (int i = 0; i < images.length; i++) {
      for (int j = 0; j < product[i].length; j++) {
        float residual = images[i][j] - made[i][j];
        product[i][j] = residual * residual * Math.abs(gradients[i][j]);
      }
    }
    return new Pixels(shape, product);
  }
}
