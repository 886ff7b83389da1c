package io.latentlake.explain;

import java.util.List;

/**
 * The gradient of the explained number by the pixels, with its sign.
 *
 * @see <a href="https://arxiv.org/abs/1312.6034">Simonyan et al. 2013</a>
 */
final class Saliency implements AttributionMethod {
  static final String NAME = "saliency";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Attribution> attribute(ExplainedFunction function, Pixels images) {
    return Attribution.of(function.gradient(images));
  }
}
