package io.latentlake.explain.method;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.Pixels;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import java.util.Optional;

/**
 * {@code decoder-jacobian}: the derivative of each pixel of the decoded image by one latent unit,
 * summed over channels, by central differences of a hundredth: exact but for rounding where the
 * decoder is linear so near.
 */
public final class DecoderJacobian implements AttributionMethod {
  private static final double STEP = 0.01;

  @Override
  public String name() {
    return "decoder-jacobian";
  }

  @Override
  public String meaning() {
    return "how fast each pixel of the decoded image changes with a latent unit";
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
    return request -> {
      Pixels differences = DecodedDifference.of(request, STEP);
      for (float[] row : differences.rows()) {
        for (int j = 0; j < row.length; j++) {
          row[j] /= (float) (2 * STEP);
        }
      }
      return Attribution.of(differences);
    };
  }
}
