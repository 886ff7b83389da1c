package io.latentlake.export;

import io.latentlake.model.OnnxReconstructions;
import io.latentlake.onnx.Tensor;

/** Where an image is odd: one of the maps that {@code explain} makes, summed over channels. */
enum AnomalyMap {
  /** Of models that learn to find defects. */
  DEFECT("defect-map", "probability of a defect at each pixel, blurred") {
    @Override
    Tensor unblurred(OnnxReconstructions found) {
      return found.defectProbabilities();
    }
  },
  /** Of models that see features of a pretrained network. */
  FEATURE_ERROR(
      "smooth-residual",
      "squared error of the features of each place, spread over pixels, blurred") {
    @Override
    Tensor unblurred(OnnxReconstructions found) {
      return found.spreadFeatureErrors();
    }
  },
  /** Of all others. */
  SMOOTH_RESIDUAL(
      "smooth-residual",
      "term of the reconstruction error at each pixel, less what a perfect reconstruction would"
          + " cost, blurred") {
    @Override
    Tensor unblurred(OnnxReconstructions found) {
      return found.reconstructionTerms().minus(found.leastReconstructionTerms()).sumOfFirst();
    }
  };

  private final String method;
  private final String meaning;

  AnomalyMap(String method, String meaning) {
    this.method = method;
    this.meaning = meaning;
  }

  static AnomalyMap of(OnnxReconstructions found) {
    if (found.model().options().seesFeatures()) {
      return FEATURE_ERROR;
    }
    return found.defects().isPresent() ? DEFECT : SMOOTH_RESIDUAL;
  }

  abstract Tensor unblurred(OnnxReconstructions found);

  /** The map, [height, width]. */
  Tensor values(OnnxReconstructions found) {
    int height = found.model().shape().height();
    int width = found.model().shape().width();
    return found.smooth(unblurred(found)).reshaped(height, width);
  }

  /** Name of the method of {@code explain}. */
  String method() {
    return method;
  }

  String meaning() {
    return meaning + "; high is odd";
  }
}
