package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MutualInformationTest {
  @Test
  void entropiesAndInformationAreThoseByHand() {
    // two bits, of which the code tells the first, and the second for half of the images
    int[] factor = {0, 1, 2, 3, 0, 1, 2, 3};
    int[] code = {0, 0, 1, 1, 0, 0, 2, 3};
    assertThat(MutualInformation.entropy(factor, 4)).isCloseTo(Math.log(4), within(1e-12));
    // shares 4/8, 2/8, 1/8, 1/8: 1.75 bits
    double coded = 1.75 * Math.log(2);
    assertThat(MutualInformation.entropy(code, 4)).isCloseTo(coded, within(1e-12));
    // pairs: 00, 10, 21, 31 with 2, 2, 1, 1 of 8, and 22, 33 with 1 each: 2.5 bits
    assertThat(MutualInformation.between(code, 4, factor, 4))
        .isCloseTo(Math.log(4) + coded - 2.5 * Math.log(2), within(1e-12));
  }

  @Test
  void binsHaveEqualWidth() {
    assertThat(MutualInformation.bins(new double[] {-1, 0, 1, 0.99, -0.91, -0.89}))
        .containsExactly(0, 10, 19, 19, 0, 1);
    assertThat(MutualInformation.bins(new double[] {3, 3})).containsExactly(0, 0);
  }

  @Test
  void theGapIsInPartsOfTheFactorsEntropy() {
    // the first unit is the factor of four values, the second tells whether it is above 1
    double[] factor = Codes.turns(4, 1);
    double[] half = DoubleStream.of(factor).map(value -> value > 1 ? 1 : 0).toArray();
    double[] nothing = new double[Codes.IMAGES];
    MutualInformation information =
        MutualInformation.of(Codes.sample(new double[][] {nothing, half, factor}, factor));
    assertThat(information.nats()[0][0]).isZero();
    assertThat(information.nats()[1][0]).isCloseTo(Math.log(2), within(1e-9));
    assertThat(information.share(2, 0)).isCloseTo(1, within(1e-12));
    assertThat(information.gaps()[0]).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void onlyACodeOfSingleFactorsHasALargeGapAndModularity() {
    double[][] even = Codes.even(2, 1);
    MutualInformation same = MutualInformation.of(Codes.sample(even, even));
    MutualInformation turned = MutualInformation.of(Codes.sample(Codes.turned(even), even));
    MutualInformation noise = MutualInformation.of(Codes.sample(Codes.even(2, 2), even));
    assertThat(DoubleStream.of(same.gaps())).allMatch(gap -> gap > 0.9);
    assertThat(same.modularity()).isGreaterThan(0.99);
    assertThat(DoubleStream.of(turned.gaps())).allMatch(gap -> gap < 0.05);
    assertThat(turned.modularity()).isLessThan(0.1);
    assertThat(DoubleStream.of(noise.gaps())).allMatch(gap -> gap < 0.02);
  }

  @Test
  void modularityIsThatByHand() {
    double[][] nats = {{1, 0.5, 0}, {0, 0, 0}, {0, 2, 2}};
    MutualInformation information = new MutualInformation(nats, new double[] {1, 1, 1});
    assertThat(information.modularity()).isCloseTo((1 - 0.25 / 2 + 0 + 0.5) / 3, within(1e-12));
  }
}
