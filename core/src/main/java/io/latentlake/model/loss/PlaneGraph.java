package io.latentlake.model.loss;

import io.latentlake.model.OnnxLoss;
import io.latentlake.onnx.Tensor;

/** {@link PlaneEvaluator} as an ONNX graph computes it. */
abstract class PlaneGraph implements OnnxLoss {
  @Override
  public final Tensor leastTerms(Tensor decoded, Tensor images) {
    // 0, or what rounding has made of it
    return terms(decoded, images).atMost(0);
  }
}
