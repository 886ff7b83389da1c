package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticModelTest {
  @Test
  void aFeatureOfTwoValuesGivesTheLogOddsOfTheirImages() {
    // of 1,000 rows with 0, 200 are of class 1; of 1,000 with 1, 600
    double[][] rows = new double[2_000][];
    int[] classes = new int[2_000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {i % 2, 7};
      classes[i] = i / 2 < (i % 2 == 0 ? 200 : 600) ? 1 : 0;
    }
    LogisticModel model = LogisticModel.fit(rows, classes, 2, 2_000);
    // the penalty moves them a little
    assertThat(model.logOdds(new double[] {0, 7})[1]).isCloseTo(Math.log(0.25), within(0.01));
    assertThat(model.logOdds(new double[] {1, 7})[1]).isCloseTo(Math.log(1.5), within(0.01));
    assertThat(model.logOdds(new double[] {1, 7})[0]).isCloseTo(-Math.log(1.5), within(0.01));
    assertThat(model.foremost(new double[] {0, 7})).isZero();
    assertThat(model.foremost(new double[] {1, 7})).isEqualTo(1);
  }

  @Test
  void noWeightsNearbyHaveALowerLoss() {
    Random random = new Random(1);
    double[][] rows = new double[300][4];
    int[] own = new int[300];
    for (int i = 0; i < own.length; i++) {
      for (int f = 0; f < 3; f++) {
        rows[i][f] = random.nextGaussian();
      }
      rows[i][3] = 1;
      own[i] = rows[i][0] - 2 * rows[i][1] + random.nextGaussian() > 0.5 ? 1 : 0;
    }
    LogisticModel model = LogisticModel.fit(rows, own, 2, 300);
    double[][] scaled = new double[300][5];
    for (int i = 0; i < own.length; i++) {
      for (int f = 0; f < 3; f++) {
        scaled[i][f] = (rows[i][f] - model.mean()[f]) / model.deviation()[f];
      }
      scaled[i][4] = 1;
    }
    double[] best = model.weights()[1];
    double least = LogisticModel.loss(scaled, own, best);
    for (int f : new int[] {0, 1, 2, 4}) {
      for (double move : new double[] {-0.03, 0.03}) {
        double[] near = best.clone();
        near[f] += move;
        assertThat(LogisticModel.loss(scaled, own, near)).isGreaterThan(least);
      }
    }
    assertThat(best[3]).isZero();
  }

  @Test
  void classesThatAreFarApartAreAllTold() {
    double[][] rows = new double[900][2];
    int[] classes = new int[900];
    for (int i = 0; i < rows.length; i++) {
      classes[i] = i % 3;
      rows[i][0] = classes[i] == 1 ? 1 : 0;
      rows[i][1] = classes[i] == 2 ? 1e-3 : 0;
    }
    LogisticModel model = LogisticModel.fit(rows, classes, 3, 600);
    for (int i = 600; i < 900; i++) {
      assertThat(model.foremost(rows[i])).isEqualTo(classes[i]);
    }
  }
}
