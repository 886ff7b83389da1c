package io.latentlake.explain.method;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.image.StructuralSimilarity;
import io.latentlake.model.Target;
import io.latentlake.model.target.ReconstructionErrorTarget;
import java.util.Optional;

/**
 * {@code ssim-residual}: 1 less the structural similarity of image and reconstruction at each
 * pixel, from 0 to 2. It heeds structure and contrast more than brightness, whatever loss the model
 * was trained on.
 */
public final class SsimResidualMap implements AttributionMethod {
  @Override
  public String name() {
    return "ssim-residual";
  }

  @Override
  public String meaning() {
    return "where the structure of the image is not that of its reconstruction";
  }

  @Override
  public Optional<String> refusal(Target target) {
    return ReconstructionErrorTarget.onlyWhole(target);
  }

  @Override
  public Optional<Asked> asks() {
    return Optional.of(Asked.PICTURE);
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new ReconstructionMap() {
      @Override
      float[] map(ExplanationRequest request, float[] image, float[] reconstruction) {
        return StructuralSimilarity.dissimilarity(
            request.images().shape(), doubles(image), doubles(reconstruction));
      }
    };
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int j = 0; j < wide.length; j++) {
      wide[j] = values[j];
    }
    return wide;
  }
}
