package io.latentlake.evaluate.disentangle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FactorTest {
  @Test
  void fewValuesAreClassesThemselves() {
    Factor shape = Factor.of("shape", new double[] {2, -1, 2, 7.5});
    assertThat(shape.scale()).isEqualTo(Factor.Scale.DISCRETE);
    assertThat(shape.classCount()).isEqualTo(3);
    assertThat(shape.classes()).containsExactly(1, 0, 1, 2);
  }

  @Test
  void manyValuesFallIntoBinsOfEqualWidth() {
    double[] values = IntStream.range(0, 200).mapToDouble(i -> (i * 37) % 200 / 4.0).toArray();
    Factor factor = Factor.of("x", values);
    assertThat(factor.scale()).isEqualTo(Factor.Scale.CONTINUOUS);
    assertThat(factor.classCount()).isEqualTo(20);
    // 0, 9.25 and 18.5 of 49.75
    assertThat(factor.classes()).startsWith(0, 3, 7);
  }

  @Test
  void binsWithoutImagesAreNoClasses() {
    double[] values = IntStream.range(0, 30).mapToDouble(i -> i == 0 ? 58 : i).toArray();
    Factor factor = Factor.of("x", values);
    assertThat(factor.classCount()).isEqualTo(11);
    assertThat(factor.classes()).startsWith(10, 0);
    assertThat(Arrays.stream(factor.classes()).distinct().count()).isEqualTo(11);
  }
}
