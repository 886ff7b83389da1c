package io.latentlake.explain.method;

import io.latentlake.config.Key;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * {@code posterior-uncertainty}: standard deviation of each pixel of the decoded image over samples
 * of the posterior, summed over channels: where a VAE does not know what it saw.
 */
public final class PosteriorUncertainty implements AttributionMethod {
  /** The keys that only it has. */
  public record Options(
      @Key(value = "32", min = 2, max = 100000, meaning = "Samples of the posterior") int samples)
      implements Serializable {}

  @Override
  public String name() {
    return "posterior-uncertainty";
  }

  @Override
  public String meaning() {
    return "where a VAE does not know what it saw";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Optional<String> refusal(Target target) {
    return target.name().equals("kl")
        ? Optional.empty()
        : Optional.of("explains kl only, the number that the posterior's width is part of");
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
    return new OverSamples(options.own(this, Options.class).samples());
  }

  private record OverSamples(int samples) implements Attributor {
    @Override
    public long passes(ImageShape shape) {
      return samples;
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      float[][] means = request.model().encode(request.images());
      float[][] logVariances =
          request
              .model()
              .logVariances(request.images())
              .orElseThrow(
                  () -> new IllegalArgumentException("the model has no posterior variance"));
      ImageShape shape = request.images().shape();
      double[][] sums = new double[means.length][shape.values()];
      double[][] squares = new double[means.length][shape.values()];
      for (int k = 0; k < samples; k++) {
        float[][] codes = new float[means.length][];
        for (int i = 0; i < codes.length; i++) {
          float[] noise = request.normal(i, k, means[i].length);
          codes[i] = new float[noise.length];
          for (int d = 0; d < noise.length; d++) {
            codes[i][d] = (float) (means[i][d] + Math.exp(0.5 * logVariances[i][d]) * noise[d]);
          }
        }
        float[][] decoded = request.model().decode(codes).rows();
        for (int i = 0; i < codes.length; i++) {
          for (int j = 0; j < decoded[i].length; j++) {
            sums[i][j] += decoded[i][j];
            squares[i][j] += (double) decoded[i][j] * decoded[i][j];
          }
        }
      }
      float[][] deviations = new float[means.length][shape.values()];
      for (int i = 0; i < deviations.length; i++) {
        for (int j = 0; j < deviations[i].length; j++) {
          double variance = (squares[i][j] - sums[i][j] * sums[i][j] / samples) / (samples - 1);
          deviations[i][j] = (float) Math.sqrt(Math.max(0, variance));
        }
      }
      return Attribution.of(new Pixels(shape, deviations));
    }
  }
}
