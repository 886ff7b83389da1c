package io.latentlake.explain.method;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplainedFunction;
import io.latentlake.explain.Pixels;
import io.latentlake.model.Target;
import java.util.Optional;

/** A map made from the terms, one a pixel, that the explained number is the sum of. */
abstract class PixelTermMap implements AttributionMethod {
  private final String name;
  private final Class<? extends Target> explained;
  private final String explainedName;

  /**
   * A map of one kind of number.
   *
   * @param name of the method
   * @param explained the number that is a sum over pixels
   * @param explainedName its name
   */
  PixelTermMap(String name, Class<? extends Target> explained, String explainedName) {
    this.name = name;
    this.explained = explained;
    this.explainedName = explainedName;
  }

  /** What is shown of the terms. */
  abstract Pixels map(ExplainedFunction function, Pixels images);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Optional<String> refusal(Target target) {
    return explained.isInstance(target)
        ? Optional.empty()
        : Optional.of("explains " + explainedName + " only");
  }

  @Override
  public final Attributor attributor(ExplainOptions options) {
    return request -> Attribution.of(map(request.function(), request.images()));
  }
}
