package io.latentlake.score;

import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * The threshold that images are judged by: the model's own, another quantile of the same validation
 * scores, or a number that the user gave.
 *
 * @param value an image is flagged if its anomaly score is greater
 * @param spread what differences from the threshold are measured by, above 0: the interquartile
 *     range of the validation scores, or 1 if that is 0 or unknown
 * @param origin where the value comes from, in words; empty if it is the model's own
 */
public record AppliedThreshold(double value, double spread, String origin) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Chooses the threshold.
   *
   * @param options another number or quantile, if it is not to be the model's own
   * @param model the model that scores
   * @return empty if the model has no threshold and the options give no number
   * @throws IllegalArgumentException if the options ask for a quantile that the model cannot tell
   */
  public static Optional<AppliedThreshold> of(ScoreOptions options, ModelPackage model) {
    Optional<Threshold> own = model.threshold();
    if (options.threshold().isPresent()) {
      return options
          .threshold()
          .map(value -> new AppliedThreshold(value, spread(own), given(value, own)));
    }
    return options.thresholdQuantile().isPresent()
        ? Optional.of(ofQuantile(options.thresholdQuantile().get(), model))
        : own.map(threshold -> new AppliedThreshold(threshold.value(), spread(own), ""));
  }

  private static double spread(Optional<Threshold> validation) {
    return validation.map(Threshold::interquartileRange).filter(range -> range > 0).orElse(1.0);
  }

  private static String given(double value, Optional<Threshold> own) {
    return String.format(
        Locale.ROOT,
        "images are flagged above %s (score.threshold)%s",
        value,
        own.map(model -> ", not above the model's own threshold " + model.value()).orElse(""));
  }

  private static AppliedThreshold ofQuantile(double quantile, ModelPackage model) {
    Threshold own =
        model
            .threshold()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "score.threshold-quantile is "
                            + quantile
                            + ", but model "
                            + model.modelId()
                            + " has no threshold, because it was trained without validation"
                            + " images; set score.threshold, or train with validation images"));
    Threshold other;
    try {
      other = own.withQuantile(quantile);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "score.threshold-quantile cannot be "
              + quantile
              + ": "
              + e.getMessage()
              + "; or set train.threshold-quantile and train.resume=true, and run train: it only"
              + " sets the threshold",
          e);
    }
    return new AppliedThreshold(
        other.value(),
        spread(Optional.of(own)),
        String.format(
            Locale.ROOT,
            "images are flagged above %s, the quantile %s of the %d scores of split %s"
                + " (score.threshold-quantile), not above the model's own threshold %s; this flags"
                + " %s%s",
            other.value(),
            quantile,
            other.images(),
            other.split(),
            own.value(),
            other.flaggedShare().inWords(),
            other.caution().map(caution -> "; " + caution).orElse("")));
  }

  /**
   * Whether an image is flagged.
   *
   * @param anomalyScore the image's score
   * @return true if it exceeds the threshold
   */
  public boolean exceededBy(double anomalyScore) {
    return anomalyScore > value;
  }

  /**
   * The score on a scale that all models share: with x = (score − threshold) / spread, it is 0.5 /
   * (1 − x) up to the threshold and 1 − 0.5 / (1 + x) above. Unlike a logistic function, it does
   * not round to 1 for scores that are far above.
   *
   * @param anomalyScore the image's score, of any sign
   * @return from 0 to 1, rising with the score, 0.5 at the threshold
   */
  public double normalised(double anomalyScore) {
    double x = (anomalyScore - value) / spread;
    return x > 0 ? 1 - 0.5 / (1 + x) : 0.5 / (1 - x);
  }
}
