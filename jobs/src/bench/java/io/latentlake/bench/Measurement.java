package io.latentlake.bench;

import java.io.IOException;
import java.util.Map;

/** Something that can be measured again and again, each time in a fresh process. */
@FunctionalInterface
interface Measurement {
  /**
   * Measures once.
   *
   * @return images a second, by {@link Case#metric}
   * @throws IOException if the process cannot be started, fails or does not say
   * @throws InterruptedException if the wait for it is interrupted
   */
  Map<String, Double> measure() throws IOException, InterruptedException;
}
