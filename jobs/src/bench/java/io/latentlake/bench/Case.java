package io.latentlake.bench;

import java.util.Locale;

/**
 * One line of the results.
 *
 * @param benchmark what is measured
 * @param network on which network, by its title
 * @param minibatch images at a time; 0 where that means nothing
 * @param images that a run takes from beginning to end; 0 where it goes on until its time is over
 */
record Case(String benchmark, String network, int minibatch, int images) {
  Case(String benchmark, String network, int minibatch) {
    this(benchmark, network, minibatch, 0);
  }

  /** What filters and peers are held against: {@code train:vae28:128}. */
  String id() {
    return benchmark + ":" + network + (minibatch == 0 ? "" : ":" + minibatch);
  }

  /** What a program calls the figure that it prints: {@code train_images_per_second}. */
  String metric() {
    return benchmark.replace('-', '_').toLowerCase(Locale.ROOT) + "_images_per_second";
  }
}
