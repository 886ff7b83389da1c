package io.latentlake.explain.method;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.explain.ReferenceSet;
import io.latentlake.image.ImageShape;
import io.latentlake.model.Target;
import io.latentlake.model.target.ReconstructionErrorTarget;
import java.util.Optional;

/**
 * {@code standardised-residual}: the residual of each value less its mean over reference images, in
 * their standard deviations, squared and averaged over channels. For images that show the same
 * thing at the same place: an edge that the model never draws well does not stand out.
 */
public final class StandardisedResidualMap implements AttributionMethod {
  // A pixel that never changes would make any difference infinite: half a grey level is no news
  private static final double LEAST_DEVIATION = 0.5 / 255;

  @Override
  public String name() {
    return "standardised-residual";
  }

  @Override
  public String meaning() {
    return "where the residual is not what it is in normal images at the same place";
  }

  @Override
  public Optional<String> refusal(Target target) {
    return ReconstructionErrorTarget.onlyWhole(target);
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new Standardised();
  }

  private static final class Standardised extends ReconstructionMap {
    private double[] mean;
    private double[] deviation;

    @Override
    public boolean needsReferences() {
      return true;
    }

    @Override
    float[] map(ExplanationRequest request, float[] image, float[] reconstruction) {
      if (mean == null) {
        learn(request);
      }
      ImageShape shape = request.images().shape();
      int area = shape.height() * shape.width();
      float[] map = new float[area];
      for (int j = 0; j < image.length; j++) {
        double standard = (image[j] - reconstruction[j] - mean[j]) / deviation[j];
        map[j % area] += (float) (standard * standard / shape.channels());
      }
      return map;
    }

    private void learn(ExplanationRequest request) {
      ReferenceSet references = request.references();
      Pixels images = references.images();
      Pixels made = request.model().reconstruct(images);
      int values = images.shape().values();
      mean = new double[values];
      deviation = new double[values];
      for (int j = 0; j < values; j++) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < images.count(); i++) {
          double residual = images.rows()[i][j] - made.rows()[i][j];
          sum += residual;
          squares += residual * residual;
        }
        mean[j] = sum / images.count();
        double variance = squares / images.count() - mean[j] * mean[j];
        deviation[j] = Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, variance)));
      }
    }
  }
}
