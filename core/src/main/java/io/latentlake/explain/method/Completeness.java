package io.latentlake.explain.method;

import java.util.Arrays;
import java.util.OptionalDouble;

/** How far a map is from the sum that its method guarantees. */
final class Completeness {
  private Completeness() {}

  /** Sum of the numbers less what it should be. */
  static OptionalDouble delta(double[] numbers, double wanted) {
    return OptionalDouble.of(Arrays.stream(numbers).sum() - wanted);
  }
}
