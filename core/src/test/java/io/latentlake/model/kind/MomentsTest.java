package io.latentlake.model.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mean, covariance and eigenvectors against another library. */
class MomentsTest {
  private static final int SIZE = 4;
  private static final int VECTORS = 60;

  /** Far from nought, so that sums of squares would cancel out. */
  private static double[][] vectors() {
    Random random = new Random(4);
    double[][] vectors = new double[VECTORS][SIZE];
    for (double[] vector : vectors) {
      double shared = random.nextGaussian();
      for (int j = 0; j < SIZE; j++) {
        vector[j] = 1e6 * (j + 1) + (j + 1) * shared + 0.3 * random.nextGaussian();
      }
    }
    return vectors;
  }

  private static Moments moments(double[][] vectors, int from, int to) {
    double[] columns = new double[(to - from) * SIZE];
    for (int i = from; i < to; i++) {
      for (int j = 0; j < SIZE; j++) {
        columns[j * (to - from) + i - from] = vectors[i][j];
      }
    }
    Moments moments = new Moments(SIZE);
    moments.add(columns);
    return moments;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 60})
  void covarianceDoesNotDependOnThePartsAndLosesNothingToTheMean(int parts) {
    double[][] vectors = vectors();
    Moments all = new Moments(SIZE);
    for (int part = 0; part < parts; part++) {
      all.add(moments(vectors, part * VECTORS / parts, (part + 1) * VECTORS / parts));
    }
    RealMatrix wanted = new Covariance(vectors, false).getCovarianceMatrix();
    double[] found = all.covariance();
    assertThat(all.count()).isEqualTo(VECTORS);
    for (int i = 0; i < SIZE * SIZE; i++) {
      double value = wanted.getEntry(i / SIZE, i % SIZE);
      assertThat(found[i]).isCloseTo(value, within(1e-7 * Math.abs(value)));
    }
    assertThat(all.mean()[3]).isCloseTo(4e6, within(2.0));
  }

  @Test
  void eigenvectorsAreThoseOfAnotherLibrary() {
    double[] covariance = moments(vectors(), 0, VECTORS).covariance();
    Eigenvectors found = Eigenvectors.of(covariance.clone(), SIZE);
    EigenDecomposition wanted =
        new EigenDecomposition(new Covariance(vectors(), false).getCovarianceMatrix());
    for (int i = 0; i < SIZE; i++) {
      double value = wanted.getRealEigenvalue(i);
      assertThat(found.values()[i]).isCloseTo(value, within(1e-6 * value));
      double product = 0;
      double farthest = 0;
      for (int j = 0; j < SIZE; j++) {
        product += found.vectors()[i][j] * wanted.getEigenvector(i).getEntry(j);
        farthest =
            Math.abs(found.vectors()[i][j]) > Math.abs(farthest) ? found.vectors()[i][j] : farthest;
      }
      assertThat(Math.abs(product)).isCloseTo(1, within(1e-9));
      assertThat(farthest).isPositive();
    }
    assertThat(found.reaching(0.9)).isEqualTo(1);
    assertThat(found.reaching(1)).isEqualTo(SIZE);
  }
}
