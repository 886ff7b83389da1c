package io.latentlake.explain.quality;

import java.util.OptionalDouble;

/**
 * How far a map is from foretelling what perturbations do.
 *
 * @param raw mean squared difference, in the square of the explained number's unit; 0 is best
 * @param scaled the same after the map is multiplied by what suits it best, as a share of what a
 *     map of 0 has: from 0, best, to 1; empty if no perturbation changes the number
 * @see <a href="https://arxiv.org/abs/1901.09392">Yeh et al. 2019</a>
 */
record Infidelity(OptionalDouble raw, OptionalDouble scaled) {
  /**
   * Compares.
   *
   * @param foretold by the map, for each perturbation
   * @param fallen what the number fell by
   */
  static Infidelity of(double[] foretold, double[] fallen) {
    double squares = 0;
    double foretoldSquares = 0;
    double fallenSquares = 0;
    double products = 0;
    for (int k = 0; k < foretold.length; k++) {
      double difference = foretold[k] - fallen[k];
      squares += difference * difference / foretold.length;
      foretoldSquares += foretold[k] * foretold[k];
      fallenSquares += fallen[k] * fallen[k];
      products += foretold[k] * fallen[k];
    }
    if (fallenSquares == 0) {
      return new Infidelity(OptionalDouble.of(squares), OptionalDouble.empty());
    }
    double explained = foretoldSquares == 0 ? 0 : products * products / foretoldSquares;
    return new Infidelity(
        OptionalDouble.of(squares), OptionalDouble.of(Math.max(0, 1 - explained / fallenSquares)));
  }
}
