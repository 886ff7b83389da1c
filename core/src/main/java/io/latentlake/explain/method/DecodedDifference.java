package io.latentlake.explain.method;

import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import io.latentlake.model.target.LatentUnitTarget;
import java.util.Optional;

/** How the decoded image differs on both sides of a code, along the unit that is explained. */
final class DecodedDifference {
  private DecodedDifference() {}

  static Optional<String> refusal(Target target) {
    return target instanceof LatentUnitTarget
        ? Optional.empty()
        : Optional.of("explains latent units only, such as latent_0");
  }

  /** Why a method that decodes codes does not explain a model. */
  static Optional<String> unlessDecoded(ModelPackage model) {
    return model.decodesLatents()
        ? Optional.empty()
        : Optional.of(
            "decodes latents, and the decoder of model "
                + model.modelId()
                + " needs the image as well");
  }

  /** Decoded with the unit raised by a step, less decoded with it lowered; new arrays. */
  static Pixels of(ExplanationRequest request, double step) {
    int unit = ((LatentUnitTarget) request.target()).unit();
    float[][] codes = request.model().encode(request.images());
    float[][] above = request.model().decode(moved(codes, unit, step)).rows();
    float[][] below = request.model().decode(moved(codes, unit, -step)).rows();
    float[][] differences = new float[codes.length][request.images().shape().values()];
    for (int i = 0; i < differences.length; i++) {
      for (int j = 0; j < differences[i].length; j++) {
        differences[i][j] = above[i][j] - below[i][j];
      }
    }
    return new Pixels(request.images().shape(), differences);
  }

  private static float[][] moved(float[][] codes, int unit, double by) {
    float[][] moved = new float[codes.length][];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = codes[i].clone();
      moved[i][unit] += (float) by;
    }
    return moved;
  }
}
