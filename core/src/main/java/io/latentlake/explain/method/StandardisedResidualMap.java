package io.latentlake.explain.method;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplainedModel;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.explain.ReferenceSet;
import io.latentlake.image.ImageShape;
import io.latentlake.model.Target;
import io.latentlake.model.target.ReconstructionErrorTarget;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

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
  public Optional<Asked> asks() {
    return Optional.of(Asked.PICTURE);
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new Standardised();
  }

  private static final class Standardised extends ReconstructionMap {
    // a set belongs to a model, and to a label if the model is told one
    private final Map<ReferenceSet, Moments> learnt = new WeakHashMap<>();

    @Override
    public boolean needsReferences() {
      return true;
    }

    @Override
    float[] map(ExplanationRequest request, float[] image, float[] reconstruction) {
      Moments moments =
          learnt.computeIfAbsent(
              request.references(), references -> Moments.of(references, request.model()));
      ImageShape shape = request.images().shape();
      int area = shape.height() * shape.width();
      float[] map = new float[area];
      for (int j = 0; j < image.length; j++) {
        double residual = image[j] - reconstruction[j];
        double standard = (residual - moments.mean()[j]) / moments.deviation()[j];
        map[j % area] += (float) (standard * standard / shape.channels());
      }
      return map;
    }
  }

  /** Of the residual at each value, over reference images. */
  private record Moments(double[] mean, double[] deviation) {
    static Moments of(ReferenceSet references, ExplainedModel model) {
      Pixels images = references.images();
      Pixels made = model.reconstruct(images);
      int values = images.shape().values();
      double[] mean = new double[values];
      double[] deviation = new double[values];
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
      return new Moments(mean, deviation);
    }
  }
}
