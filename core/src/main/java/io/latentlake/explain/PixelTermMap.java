package io.latentlake.explain;

import io.latentlake.model.Target;
import java.util.List;

/** A map made from the terms, one a pixel, that the explained number is the sum of. */
abstract class PixelTermMap implements AttributionMethod {
  private final Target.Kind explained;

  /**
   * A map of one kind of number.
   *
   * @param explained the number that is a sum over pixels
   */
  PixelTermMap(Target.Kind explained) {
    this.explained = explained;
  }

  /** What is shown of the terms. */
  abstract Pixels map(ExplainedFunction function, Pixels images);

  @Override
  public final boolean explains(Target target) {
    return target.kind() == explained;
  }

  @Override
  public final List<Attribution> attribute(ExplainedFunction function, Pixels images) {
    return Attribution.of(map(function, images));
  }
}
