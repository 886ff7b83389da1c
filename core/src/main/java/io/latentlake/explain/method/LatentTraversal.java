package io.latentlake.explain.method;

import io.latentlake.config.Key;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import java.io.Serializable;
import java.util.Optional;

/**
 * {@code latent-traversal}: what changes in the decoded image when one latent unit is raised from
 * below its value to above it, with its sign, summed over channels.
 */
public final class LatentTraversal implements AttributionMethod {
  /** The keys that only it has. */
  public record Options(
      @Key(
              value = "1",
              min = 0.001,
              max = 1000,
              meaning = "How far the unit is moved to either side, in units of the latent")
          double step)
      implements Serializable {}

  @Override
  public String name() {
    return "latent-traversal";
  }

  @Override
  public String meaning() {
    return "what a latent unit changes in the image when it is moved";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Optional<String> refusal(Target target) {
    return DecodedDifference.refusal(target);
  }

  @Override
  public Optional<String> refusal(Target target, ModelPackage model) {
    return AttributionMethod.super
        .refusal(target, model)
        .or(() -> DecodedDifference.unlessDecoded(model));
  }

  @Override
  public Optional<Asked> asks() {
    return Optional.of(Asked.DECODED);
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    double step = options.own(this, Options.class).step();
    return request -> Attribution.of(DecodedDifference.of(request, step));
  }
}
