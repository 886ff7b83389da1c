package io.latentlake.explain;

import io.latentlake.config.Key;
import io.latentlake.image.ImageShape;
import io.latentlake.model.Target;
import java.io.Serializable;
import java.util.Optional;

/** A method that exists in tests only: how dark each pixel is, times a factor. */
public final class InvertedTestMethod implements AttributionMethod {
  /** Its name. */
  public static final String NAME = "test-inverted";

  /** Its keys. */
  public record Options(
      @Key(value = "2", min = 0, max = 10, meaning = "Factor of the map") double factor)
      implements Serializable {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String meaning() {
    return "how dark each pixel is";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Optional<String> refusal(Target target) {
    return target.name().startsWith("latent_")
        ? Optional.of("explains no latent unit")
        : Optional.empty();
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    double factor = options.own(this, Options.class).factor();
    return request -> {
      ImageShape shape = request.images().shape();
      float[][] rows = new float[request.count()][shape.values()];
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < rows[i].length; j++) {
          rows[i][j] = (float) (factor * (1 - request.images().rows()[i][j]));
        }
      }
      return Attribution.of(new Pixels(shape, rows));
    };
  }
}
