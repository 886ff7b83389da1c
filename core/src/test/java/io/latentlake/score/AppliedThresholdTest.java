package io.latentlake.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.config.Options;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import org.junit.jupiter.api.Test;

class AppliedThresholdTest {
  private static final ModelPackage MODEL = TinyModels.trained("dense-ae");
  private static final double[] SCORES = {-4, -2, 0, 2, 4};

  @Test
  void theNormalisedScoreRisesFromZeroToOneWithTheThresholdHalfway() {
    for (String setting : new String[] {"threshold=-3", "threshold-quantile=0.8", "draws=0"}) {
      AppliedThreshold threshold = threshold(SCORES, setting);
      double[] scores = {
        Double.NEGATIVE_INFINITY, -1e300, -1e9, -3.1, -3, 1.9, 2, 2.1, 4, 1e9, 1e12, 1e300
      };
      double before = -1;
      for (double score : scores) {
        double normalised = threshold.normalised(score);
        assertThat(normalised).isBetween(0.0, 1.0).isGreaterThanOrEqualTo(before);
        if (Math.abs(score) <= 1e12) {
          assertThat(normalised).isGreaterThan(before);
        }
        assertThat(normalised > 0.5).isEqualTo(threshold.exceededBy(score));
        before = normalised;
      }
      assertThat(threshold.normalised(threshold.value())).isEqualTo(0.5);
      assertThat(threshold.normalised(Double.POSITIVE_INFINITY)).isEqualTo(1);
    }
  }

  @Test
  void differencesAreMeasuredByTheInterquartileRange() {
    // Quartiles -2 and 2
    AppliedThreshold threshold = threshold(SCORES, "threshold=0");
    assertThat(threshold.normalised(4)).isEqualTo(0.75);
    assertThat(threshold.normalised(-4)).isEqualTo(0.25);
    assertThat(threshold.normalised(16)).isEqualTo(0.9);
    assertThat(threshold(new double[] {7, 7, 7}, "threshold=0").normalised(1)).isEqualTo(0.75);
  }

  private static AppliedThreshold threshold(double[] scores, String setting) {
    ModelPackage model =
        MODEL.withThreshold(Threshold.of("reconstruction_error", scores, 0.99, "validation"));
    return AppliedThreshold.of(Options.of(ScoreOptions.class, setting), model).orElseThrow();
  }
}
