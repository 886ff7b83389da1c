package io.latentlake.model;

import io.latentlake.image.StructuralSimilarity;
import io.latentlake.onnx.Tensor;

/** {@link StructuralSimilarity} as an ONNX graph computes it, of double precision. */
public final class OnnxSimilarity {
  private final Tensor meanX;
  private final Tensor meanY;
  private final Tensor variances;
  private final Tensor covariance;

  /**
   * Compares two images.
   *
   * @param x one, [channels, height, width]
   * @param y the other, same shape
   */
  public OnnxSimilarity(Tensor x, Tensor y) {
    meanX = mean(x);
    meanY = mean(y);
    Tensor varianceX = mean(x.squared()).minus(meanX.squared());
    Tensor varianceY = mean(y.squared()).minus(meanY.squared());
    variances = varianceX.plus(varianceY);
    covariance = mean(x.times(y)).minus(meanX.times(meanY));
  }

  private static Tensor mean(Tensor values) {
    int height = values.shape()[1];
    int width = values.shape()[2];
    return values.filtered(StructuralSimilarity.matrix(height), StructuralSimilarity.matrix(width));
  }

  /**
   * The similarity at each pixel.
   *
   * @return as many values as an image has
   */
  public Tensor map() {
    Tensor above = meanX.times(meanY).times(2).plus(StructuralSimilarity.C1);
    Tensor below = meanX.squared().plus(meanY.squared()).plus(StructuralSimilarity.C1);
    return above.over(below).times(contrastMap());
  }

  /**
   * The part that is left without the comparison of means.
   *
   * @return as many values as an image has
   */
  public Tensor contrastMap() {
    return covariance
        .times(2)
        .plus(StructuralSimilarity.C2)
        .over(variances.plus(StructuralSimilarity.C2));
  }
}
