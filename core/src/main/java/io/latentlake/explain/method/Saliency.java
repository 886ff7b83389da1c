package io.latentlake.explain.method;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;

/**
 * {@code saliency}: the gradient of the explained number by the pixels, with its sign.
 *
 * @see <a href="https://arxiv.org/abs/1312.6034">Simonyan et al. 2013</a>
 */
public final class Saliency extends GradientMethod {
  @Override
  public String name() {
    return "saliency";
  }

  @Override
  public String meaning() {
    return "which pixels would change the number most if they changed a little";
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return request -> Attribution.of(request.gradient());
  }
}
