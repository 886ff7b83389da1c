package io.latentlake.evaluate.disentangle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Samples whose metrics are known: factors that are independent, and codes made of them. */
final class Codes {
  static final int IMAGES = 4_000;

  private Codes() {}

  /** Independent values between 0 and 1, evenly spread. */
  static double[][] even(int count, long seed) {
    Random random = new Random(seed);
    double[][] values = new double[count][IMAGES];
    for (double[] of : values) {
      Arrays.setAll(of, i -> random.nextDouble());
    }
    return values;
  }

  /** A factor that takes 0 to {@code count - 1} with like frequency, by the images' turn. */
  static double[] turns(int count, int each) {
    double[] values = new double[IMAGES];
    Arrays.setAll(values, i -> i / each % count);
    return values;
  }

  static Sample sample(double[][] codes, double[]... factors) {
    List<Factor> named = new ArrayList<>();
    for (int f = 0; f < factors.length; f++) {
      named.add(Factor.of("f" + f, factors[f]));
    }
    return new Sample("test", codes, named, Sample.Prior.STANDARD_NORMAL);
  }

  /** The plane of two codes, turned by 45 degrees. */
  static double[][] turned(double[][] codes) {
    double[][] turned = new double[2][IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      turned[0][i] = (codes[0][i] - codes[1][i]) / Math.sqrt(2);
      turned[1][i] = (codes[0][i] + codes[1][i]) / Math.sqrt(2);
    }
    return turned;
  }
}
