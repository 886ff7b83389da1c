package io.latentlake.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SignificantBitsTest {
  private static final int SMALLEST_EXPONENT = -126;

  /** The same by decimal arithmetic without error: the number in steps, rounded half to even. */
  private static float exact(float value, int bits) {
    int exponent = Math.max(Math.getExponent(value), SMALLEST_EXPONENT);
    BigDecimal step = power(exponent - (bits - 1));
    BigInteger steps =
        new BigDecimal(value)
            .divide(step, MathContext.UNLIMITED)
            .setScale(0, RoundingMode.HALF_EVEN)
            .toBigIntegerExact();
    return new BigDecimal(steps).multiply(step).floatValue();
  }

  private static BigDecimal power(int exponent) {
    BigDecimal power = BigDecimal.valueOf(2).pow(Math.abs(exponent));
    return exponent < 0 ? BigDecimal.ONE.divide(power, MathContext.UNLIMITED) : power;
  }

  @Test
  void numbersAreRoundedToTheNearestAsDecimalArithmeticDoes() {
    SplittableRandom random = new SplittableRandom(3);
    for (int bits : new int[] {2, 6, 8, 11, 23}) {
      float[] values = new float[400];
      for (int i = 0; i < values.length; i++) {
        // Every exponent and sign; every fourth number is a tie
        int raw = random.nextInt();
        values[i] = Float.intBitsToFloat(i % 4 == 0 ? raw >>> 23 - bits << 23 - bits : raw);
      }
      float[] rounded = SignificantBits.round(values, bits);
      for (int i = 0; i < values.length; i++) {
        if (Math.abs(values[i]) < Float.MAX_VALUE / 2) {
          float expected = exact(values[i], bits);
          assertThat(rounded[i])
              .as("%s to %d bits", values[i], bits)
              .isEqualTo(expected == 0 ? Math.copySign(expected, values[i]) : expected);
          if (Math.abs(values[i]) >= Float.MIN_NORMAL) {
            assertThat(Math.abs((double) rounded[i] - values[i]) / Math.abs((double) values[i]))
                .isLessThanOrEqualTo(Math.pow(2, -bits));
          }
        }
      }
    }
  }

  @Test
  void specialNumbersStayWhatTheyAre() {
    float[] values = {
      0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1f, -2f, 0.5f
    };
    for (int bits = 2; bits <= SignificantBits.ALL; bits++) {
      assertThat(SignificantBits.round(values, bits)).containsExactly(values);
      float[] largest =
          SignificantBits.round(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE}, bits);
      assertThat(largest[0]).isFinite().isGreaterThanOrEqualTo(Float.MAX_VALUE / 2);
      assertThat(largest[1]).isEqualTo(-largest[0]);
    }
    // A subnormal number is a multiple of the same steps as the smallest normal one
    assertThat(SignificantBits.round(new float[] {Float.MIN_VALUE, Float.MIN_NORMAL}, 8))
        .containsExactly(0f, Float.MIN_NORMAL);
  }

  @Test
  void allBitsChangeNothing() {
    float[] values = {0.1f, -1 / 3f, Float.MIN_VALUE};

    assertThat(SignificantBits.round(values, SignificantBits.ALL)).containsExactly(values);
  }

  @Test
  void noBitsOrMoreThanThereAreAreRefused() {
    for (int bits : new int[] {1, 25}) {
      assertThatThrownBy(() -> SignificantBits.round(new float[1], bits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("significant bits are " + bits + ", allowed are 2 to 24");
    }
  }
}
