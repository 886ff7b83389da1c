package io.latentlake.explain.method;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.Pixels;

/**
 * {@code input-x-gradient}: pixel intensity times the gradient by it: what a linear function would
 * lose if the pixel turned black.
 *
 * @see <a href="https://arxiv.org/abs/1605.01713">Shrikumar et al. 2016</a>
 */
public final class InputTimesGradient extends GradientMethod {
  @Override
  public String name() {
    return "input-x-gradient";
  }

  @Override
  public String meaning() {
    return "what a linear function would lose if the pixel turned black";
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return request -> Attribution.of(product(request.images(), request.gradient()));
  }

  private static Pixels product(Pixels images, Pixels gradient) {
    float[][] product = new float[images.count()][images.shape().values()];
    for (int i = 0; i < product.length; i++) {
      for (int j = 0; j < product[i].length; j++) {
        product[i][j] = images.rows()[i][j] * gradient.rows()[i][j];
      }
    }
    return new Pixels(images.shape(), product);
  }
}
