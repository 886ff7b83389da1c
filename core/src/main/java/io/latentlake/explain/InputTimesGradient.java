package io.latentlake.explain;

import java.util.List;

/**
 * Pixel intensity times the gradient by it: what a linear function would lose if the pixel turned
 * black.
 *
 * @see <a href="https://arxiv.org/abs/1605.01713">Shrikumar et al. 2016</a>
 */
final class InputTimesGradient implements AttributionMethod {
  static final String NAME = "input-x-gradient";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Attribution> attribute(ExplainedFunction function, Pixels images) {
    float[][] gradient = function.gradient(images).rows();
    float[][] product = new float[gradient.length][images.shape().values()];
    for (int i = 0; i < product.length; i++) {
      for (int j = 0; j < product[i].length; j++) {
        product[i][j] = images.rows()[i][j] * gradient[i][j];
      }
    }
    return Attribution.of(new Pixels(images.shape(), product));
  }
}
