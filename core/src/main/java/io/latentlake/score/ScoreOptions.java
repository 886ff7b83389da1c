package io.latentlake.score;

import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import java.util.Optional;

/**
 * What is scored and how: section {@code score}. The default minibatch is the largest whose arrays
 * fit into the processor's caches: the reference network for 28×28 images scores equally fast with
 * 32 to 128 images at a time, and a fifth slower with 512.
 */
public record ScoreOptions(
    @Key(
            value = "all",
            oneOf = {"all", "sample", "test"},
            meaning = "All images, a sample by hash of the image id, or those of split test")
        String rows,
    @Key(value = "1000", min = 1, max = 1e9, unit = "images", meaning = "Size of the sample")
        int count,
    @Key(value = "128", min = 1, max = 65536, unit = "images", meaning = "Images per minibatch")
        int minibatch,
    @Key(
            value = "0",
            min = 0,
            max = 10000,
            meaning =
                "Latent samples of a VAE's negative ELBO, keyed by image id; 0: the posterior mean")
        int draws,
    @Key(
            value = "0",
            min = 0,
            max = 1000000,
            meaning =
                "Importance samples for log_likelihood_nats of a VAE; 0: the column stays null")
        int importanceSamples,
    @Key(
            value = "false",
            meaning =
                "Also compute the other anomaly scores that the model can have, as far as it has"
                    + " learnt what they need: column other_scores")
        boolean others,
    @Key(
            meaning =
                "Anomaly score above which an image is flagged; unset: score.threshold-quantile",
            example = "12.5")
        Optional<Double> threshold,
    @Key(
            min = 0.5,
            max = 1,
            meaning =
                "Share of the validation images that the threshold calls normal; unset: the model's"
                    + " own threshold",
            example = "0.999")
        Optional<Double> thresholdQuantile,
    @Key(
            value = "false",
            effect = Effect.NONE,
            meaning = "Compute every row again, even if the row of the previous run is still valid")
        boolean full) {

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if two are given
   */
  public ScoreOptions {
    if (threshold.isPresent() && thresholdQuantile.isPresent()) {
      throw new IllegalArgumentException(
          "threshold is "
              + threshold.get()
              + " and threshold-quantile is "
              + thresholdQuantile.get()
              + "; set one of them");
    }
  }
}
