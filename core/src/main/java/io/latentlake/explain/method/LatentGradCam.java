package io.latentlake.explain.method;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.Layers;
import io.latentlake.explain.Pixels;
import io.latentlake.model.BackwardRule;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.SpatialStage;
import io.latentlake.model.Target;
import io.latentlake.model.TargetHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code latent-grad-cam}: where the encoder's last stage that still has places is active in the
 * channels that move the number: |Σ w·A|, A a channel of that stage, w the mean over its places of
 * the number's gradient, made as large as the image by linear interpolation. The map is never
 * negative and as coarse as that stage. It sees what passes through the stage, not what a number
 * that compares with the image owes to the pixels directly. The source brings the gradient to unit
 * length first, which scales a map as a whole; here the number keeps its unit.
 *
 * @see <a href="https://arxiv.org/abs/1911.07389">Liu et al. 2020</a>
 */
public final class LatentGradCam extends WalkBack {
  @Override
  public String name() {
    return "latent-grad-cam";
  }

  @Override
  public String meaning() {
    return "in which areas the encoder finds what moves the number";
  }

  @Override
  public Optional<String> refusal(Target target, ModelPackage model) {
    return model.hasSpatialStage()
        ? super.refusal(target, model)
        : Optional.of(
            "needs an encoder with convolutions, which model "
                + model.modelId()
                + " does not have");
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return (Walker) LatentGradCam::walk;
  }

  private static List<Attribution> walk(Layers layers, Pixels images, int[] explained) {
    SpatialStage stage = layers.spatialStage().orElseThrow();
    TargetHead head = layers.head(images, explained, layers.forward(images));
    layers.back(BackwardRule.GRADIENT, head.byPlaces());
    double[] values = layers.spatialValues();
    double[] gradient = layers.passedToSpatialStage();
    List<Attribution> attributions = new ArrayList<>();
    for (int i = 0; i < images.count(); i++) {
      float[] map =
          new Interpolation(stage).onto(images.shape(), activity(stage, values, gradient, i));
      attributions.add(new Attribution(map, OptionalDouble.empty()));
    }
    return attributions;
  }

  private static double[] activity(
      SpatialStage stage, double[] values, double[] gradient, int image) {
    int area = stage.height() * stage.width();
    double[] activity = new double[area];
    for (int channel = 0; channel < stage.channels(); channel++) {
      int first = (image * stage.channels() + channel) * area;
      double weight = 0;
      for (int p = 0; p < area; p++) {
        weight += gradient[first + p] / area;
      }
      for (int p = 0; p < area; p++) {
        activity[p] += weight * values[first + p];
      }
    }
    for (int p = 0; p < area; p++) {
      activity[p] = Math.abs(activity[p]);
    }
    return activity;
  }
}
