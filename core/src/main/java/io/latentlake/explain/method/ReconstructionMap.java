package io.latentlake.explain.method;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Compares images with their reconstructions, whatever the loss. Costs one pass an image. */
abstract class ReconstructionMap implements Attributor {
  /** The map of one image. */
  abstract float[] map(ExplanationRequest request, float[] image, float[] reconstruction);

  @Override
  public final List<Attribution> attribute(ExplanationRequest request) {
    Pixels made = request.model().reconstruct(request.images());
    List<Attribution> attributions = new ArrayList<>();
    for (int i = 0; i < request.count(); i++) {
      attributions.add(
          new Attribution(
              map(request, request.images().rows()[i], made.rows()[i]), OptionalDouble.empty()));
    }
    return attributions;
  }
}
