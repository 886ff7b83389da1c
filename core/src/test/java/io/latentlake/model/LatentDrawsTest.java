package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A decoder whose likelihood is known: z is one standard normal number, x given z is normal with
 * mean 2z and variance 1/2. So x is normal with variance 4.5, and the true posterior of z is normal
 * with mean 2x/4.5 and variance 1/9.
 */
class LatentDrawsTest {
  private static final double X = 1.5;
  private static final double LOG_LIKELIHOOD =
      -0.5 * Math.log(2 * Math.PI * 4.5) - 0.5 * X * X / 4.5;

  @Test
  void underTheTruePosteriorEverySampleGivesTheLikelihood() {
    LatentDraws drawn = draw(2 * X / 4.5, 1.0 / 9, 0, 1);

    assertThat(drawn.logLikelihoodNats().orElseThrow()[0]).isCloseTo(LOG_LIKELIHOOD, within(1e-6));
  }

  @Test
  void underAnotherPosteriorManySamplesConvergeToTheLikelihood() {
    // The standard error of 20,000 weights of this posterior is about 0.005.
    LatentDraws drawn = draw(0.5, 0.25, 0, 20_000);

    assertThat(drawn.logLikelihoodNats().orElseThrow()[0]).isCloseTo(LOG_LIKELIHOOD, within(0.02));
  }

  @Test
  void theElboIsBelowTheLikelihoodByTheDivergenceFromTheTruePosterior() {
    double mean = 0.5;
    double variance = 0.25;
    double kl = 0.5 * (mean * mean + variance - Math.log(variance) - 1);
    double trueMean = 2 * X / 4.5;
    double gap =
        0.5
            * (Math.log(1.0 / 9 / variance)
                + (variance + (mean - trueMean) * (mean - trueMean)) * 9
                - 1);

    LatentDraws drawn = draw(mean, variance, 20_000, 0);

    double elbo = -(drawn.meanReconstructionNats().orElseThrow()[0] + kl);
    assertThat(elbo).isLessThan(LOG_LIKELIHOOD).isCloseTo(LOG_LIKELIHOOD - gap, within(0.03));
  }

  @Test
  void nothingIsDrawnUnlessRequested() {
    LatentDraws drawn = draw(0, 1, 0, 0);

    assertThat(drawn.meanReconstructionNats()).isEmpty();
    assertThat(drawn.logLikelihoodNats()).isEmpty();
  }

  @Test
  void tinyLikelihoodsDoNotUnderflow() {
    LogMeanExp mean = new LogMeanExp();
    mean.add(-20_000);
    mean.add(-20_000 + Math.log(3));
    mean.add(Double.NEGATIVE_INFINITY);
    mean.add(Double.NEGATIVE_INFINITY);

    // (1 + 3 + 0 + 0) / 4 = 1
    assertThat(mean.value()).isCloseTo(-20_000, within(1e-9));
  }

  private static LatentDraws draw(double mean, double variance, int draws, int samples) {
    Random random = new Random(7);
    return LatentDraws.draw(
        new float[][] {{(float) mean}},
        new float[][] {{(float) Math.log(variance)}},
        latents -> {
          double difference = X - 2 * latents[0][0];
          return new double[] {difference * difference + 0.5 * Math.log(Math.PI)};
        },
        (image, draw) -> new float[] {(float) random.nextGaussian()},
        draws,
        samples);
  }
}
