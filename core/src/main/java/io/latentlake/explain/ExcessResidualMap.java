package io.latentlake.explain;

import io.latentlake.model.Target;

/**
 * Each pixel's own term of the reconstruction error, less what a perfect reconstruction would still
 * cost there. Cross-entropy charges grey pixels their entropy however well they are reconstructed;
 * this map is 0 where nothing is wrong. Never negative; for squared error it is the residual map.
 */
final class ExcessResidualMap extends PixelTermMap {
  static final String NAME = "excess-residual";

  ExcessResidualMap() {
    super(Target.Kind.RECONSTRUCTION_ERROR);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  Pixels map(ExplainedFunction function, Pixels images) {
    return excess(function, images);
  }

  static Pixels excess(ExplainedFunction function, Pixels images) {
    float[][] terms = function.pixelTerms(images).rows();
    float[][] least = function.leastPixelTerms(images).rows();
    float[][] excess = new float[terms.length][images.shape().values()];
    for (int i = 0; i < excess.length; i++) {
      for (int j = 0; j < excess[i].length; j++) {
        excess[i][j] = terms[i][j] - least[i][j];
      }
    }
    return new Pixels(images.shape(), excess);
  }
}
