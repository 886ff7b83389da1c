package io.latentlake.model.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.model.term.MaximumMeanDiscrepancy.Kernel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaximumMeanDiscrepancyTest {
  private static double normalDensity(double y) {
    return Math.exp(-y * y / 2) / Math.sqrt(2 * Math.PI);
  }

  @ParameterizedTest
  @EnumSource(Kernel.class)
  void theMeanOverThePriorEqualsAnIntegral(Kernel kernel) {
    RadialKernel radial = kernel.of(1);
    PriorMean prior = new PriorMean(radial, 1);
    double step = 0.01;
    for (double x : new double[] {0, 0.7, -3, 8}) {
      double integral = 0;
      for (double y = -10; y <= 10; y += step) {
        integral += step * normalDensity(y) * radial.value((x - y) * (x - y));
      }
      assertThat(prior.value(x * x)).isCloseTo(integral, within(1e-8));
    }
    double ofTwo = 0;
    for (double x = -10; x <= 10; x += step) {
      ofTwo += step * normalDensity(x) * prior.value(x * x);
    }
    assertThat(prior.ofTwo()).isCloseTo(ofTwo, within(1e-8));
  }

  @ParameterizedTest
  @EnumSource(Kernel.class)
  void theMixtureIsTheKernel(Kernel kernel) {
    for (int latent : new int[] {1, 16, 1000}) {
      RadialKernel radial = kernel.of(latent);
      double[] rates = radial.rates();
      double[] weights = radial.weights();
      for (double distance : new double[] {0, 0.3 * latent, 2 * latent, 30.0 * latent}) {
        double sum = 0;
        for (int i = 0; i < rates.length; i++) {
          sum += weights[i] * Math.exp(-rates[i] * distance);
        }
        assertThat(radial.value(distance)).isCloseTo(sum, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kernel.class)
  void isTheMeanOverPairsLessTwiceThatOverThePrior(Kernel kernel) {
    int images = 7;
    int latent = 4;
    double[] samples = Terms.normal(images * latent, 0.5, 1.2, 1);
    RadialKernel radial = kernel.of(latent);
    PriorMean prior = new PriorMean(radial, latent);
    double pairs = 0;
    double toPrior = 0;
    for (int one = 0; one < images; one++) {
      double norm = 0;
      for (int unit = 0; unit < latent; unit++) {
        norm += Math.pow(samples[one * latent + unit], 2);
      }
      toPrior += prior.value(norm) / images;
      for (int other = 0; other < images; other++) {
        double distance = 0;
        for (int unit = 0; unit < latent; unit++) {
          distance += Math.pow(samples[one * latent + unit] - samples[other * latent + unit], 2);
        }
        pairs += one == other ? 0 : radial.value(distance) / (images * (images - 1));
      }
    }
    assertThat(Terms.mean(new MaximumMeanDiscrepancy(kernel), images, samples))
        .isCloseTo(pairs - 2 * toPrior + prior.ofTwo(), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Kernel.class)
  void isZeroOnAverageForThePriorAndPositiveForOthers(Kernel kernel) {
    int images = 10;
    int latent = 3;
    int draws = 2000;
    int size = images * latent;
    double[] all = Terms.normal(draws * size, 0, 1, 2);
    double sum = 0;
    double sumOfSquares = 0;
    double shifted = 0;
    for (int draw = 0; draw < draws; draw++) {
      double[] samples = Arrays.copyOfRange(all, draw * size, (draw + 1) * size);
      double found = Terms.mean(new MaximumMeanDiscrepancy(kernel), images, samples);
      sum += found / draws;
      sumOfSquares += found * found / draws;
      for (int i = 0; i < samples.length; i++) {
        samples[i] += 1;
      }
      shifted += Terms.mean(new MaximumMeanDiscrepancy(kernel), images, samples) / draws;
    }
    double error = Math.sqrt(sumOfSquares / draws);
    assertThat(sum).isCloseTo(0, within(4 * error));
    assertThat(shifted).isGreaterThan(10 * error);
  }

  @ParameterizedTest
  @EnumSource(Kernel.class)
  void gradientsEqualFiniteDifferences(Kernel kernel) {
    Terms.assertGradientEqualsFiniteDifferences(
        new MaximumMeanDiscrepancy(kernel), 5, Terms.normal(5 * 3, 0.3, 1.4, 4));
  }

  @Test
  void oneImageHasNoPairs() {
    MaximumMeanDiscrepancy term = new MaximumMeanDiscrepancy(Kernel.RBF);
    assertThat(Terms.perImage(term, 1, new double[] {1, 2})).containsExactly(0);
  }
}
