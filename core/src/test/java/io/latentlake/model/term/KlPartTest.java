package io.latentlake.model.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.model.KlDivergence;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KlPartTest {
  private static final int IMAGES = 6;
  private static final int LATENT = 3;

  private static final KlPart INFORMATION = new KlPart(KlPart.Of.MUTUAL_INFORMATION);
  private static final KlPart CORRELATION = new KlPart(KlPart.Of.TOTAL_CORRELATION);
  private static final KlPart DIMENSIONS = new KlPart(KlPart.Of.DIMENSION_WISE_KL);

  private final double[] mean = Terms.normal(IMAGES * LATENT, 0.2, 1, 1);
  private final double[] logVariance = Terms.normal(IMAGES * LATENT, -0.5, 0.5, 2);
  private final double[] sample = sample(mean, logVariance, 3);

  private static double[] sample(double[] mean, double[] logVariance, long seed) {
    return sample(mean, logVariance, Terms.normal(mean.length, 0, 1, seed));
  }

  private static double[] sample(double[] mean, double[] logVariance, double[] noise) {
    double[] sample = new double[mean.length];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = mean[i] + Math.exp(logVariance[i] / 2) * noise[i];
    }
    return sample;
  }

  private static double density(double z, double mean, double logVariance) {
    double variance = Math.exp(logVariance);
    return Math.exp(-(z - mean) * (z - mean) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  }

  @Test
  void partsEqualLoopsOverAllPairs() {
    for (int image = 0; image < IMAGES; image++) {
      double own = 1;
      double joint = 0;
      double marginal = 1;
      double prior = 1;
      for (int unit = 0; unit < LATENT; unit++) {
        double z = sample[image * LATENT + unit];
        own *= density(z, mean[image * LATENT + unit], logVariance[image * LATENT + unit]);
        prior *= density(z, 0, 0);
        double ofUnit = 0;
        for (int other = 0; other < IMAGES; other++) {
          ofUnit += density(z, mean[other * LATENT + unit], logVariance[other * LATENT + unit]);
        }
        marginal *= ofUnit / IMAGES;
      }
      for (int other = 0; other < IMAGES; other++) {
        double ofOther = 1;
        for (int unit = 0; unit < LATENT; unit++) {
          int at = other * LATENT + unit;
          ofOther *= density(sample[image * LATENT + unit], mean[at], logVariance[at]);
        }
        joint += ofOther / IMAGES;
      }
      assertThat(of(INFORMATION, image)).isCloseTo(Math.log(own / joint), within(1e-10));
      assertThat(of(CORRELATION, image)).isCloseTo(Math.log(joint / marginal), within(1e-10));
      assertThat(of(DIMENSIONS, image)).isCloseTo(Math.log(marginal / prior), within(1e-10));
      assertThat(of(INFORMATION, image) + of(CORRELATION, image) + of(DIMENSIONS, image))
          .as("log q(z|x) − log p(z)")
          .isCloseTo(Math.log(own / prior), within(1e-10));
    }
  }

  private double of(KlPart part, int image) {
    return Terms.perImage(part, IMAGES, mean, logVariance, sample)[image];
  }

  @Test
  void onAverageThePartsAddUpToTheDivergence() {
    int draws = 2000;
    int size = mean.length;
    double[] noise = Terms.normal(draws * size, 0, 1, 4);
    double sum = 0;
    double sumOfSquares = 0;
    for (int draw = 0; draw < draws; draw++) {
      double[] drawn =
          sample(mean, logVariance, Arrays.copyOfRange(noise, draw * size, (draw + 1) * size));
      double all = 0;
      for (KlPart part : new KlPart[] {INFORMATION, CORRELATION, DIMENSIONS}) {
        all += Terms.mean(part, IMAGES, mean, logVariance, drawn);
      }
      sum += all;
      sumOfSquares += all * all;
    }
    double average = sum / draws;
    double error = Math.sqrt((sumOfSquares / draws - average * average) / draws);
    assertThat(error).isLessThan(0.02);
    assertThat(average)
        .isCloseTo(Terms.mean(new KlDivergence(), IMAGES, mean, logVariance), within(4 * error));
  }

  @Test
  void imagesThatAreAllTheSameTellNothingAndNothingIsCorrelated() {
    double[] same = new double[IMAGES * LATENT];
    assertThat(Terms.perImage(INFORMATION, IMAGES, same, same, sample))
        .containsExactly(new double[IMAGES], within(1e-12));
    assertThat(Terms.perImage(CORRELATION, IMAGES, same, same, sample))
        .containsExactly(new double[IMAGES], within(1e-12));
  }

  @Test
  void unitsThatAlwaysAgreeAreCorrelated() {
    int images = 50;
    double[] narrow = new double[images * 2];
    double[] agreeing = new double[images * 2];
    double[] free = Terms.normal(images * 2, 0, 1, 5);
    double[] values = Terms.normal(images, 0, 1, 6);
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = -3;
      agreeing[i] = values[i / 2];
    }
    double agree = Terms.mean(CORRELATION, images, agreeing, narrow, sample(agreeing, narrow, 7));
    double apart = Terms.mean(CORRELATION, images, free, narrow, sample(free, narrow, 7));
    assertThat(agree).isGreaterThan(apart + 0.5);
  }

  @Test
  void gradientsEqualFiniteDifferences() {
    for (KlPart.Of of : KlPart.Of.values()) {
      Terms.assertGradientEqualsFiniteDifferences(
          new KlPart(of), IMAGES, mean, logVariance, sample);
    }
  }

  @Test
  void posteriorsFarFromEachOtherStayFinite() {
    double[] far = {-1e4, 0, 1e4, 0};
    double[] sharp = {-20, -20, -20, -20};
    for (KlPart.Of of : KlPart.Of.values()) {
      for (double term : Terms.perImage(new KlPart(of), 2, far, sharp, far)) {
        assertThat(term).as(of.name()).isFinite();
      }
    }
    assertThat(Terms.mean(INFORMATION, 2, far, sharp, far)).isCloseTo(Math.log(2), within(1e-9));
  }
}
