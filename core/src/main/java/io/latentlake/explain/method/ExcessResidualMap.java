package io.latentlake.explain.method;

import io.latentlake.explain.ExplainedFunction;
import io.latentlake.explain.Pixels;

/**
 * {@code excess-residual}: each pixel's own term of the reconstruction error, less what a perfect
 * reconstruction would still cost there. Cross-entropy charges grey pixels their entropy however
 * well they are reconstructed; this map is 0 where nothing is wrong. Never negative; for squared
 * error it is the residual map.
 */
public final class ExcessResidualMap extends ErrorTermMap {
  /** Creates the method. */
  public ExcessResidualMap() {
    super("excess-residual");
  }

  @Override
  public String meaning() {
    return "where a better reconstruction would cost less";
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
