package io.latentlake.evaluate.disentangle;

import io.latentlake.model.KeyedNoise;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Numbered draws of a factor and of images that share its value. A draw depends on the seed, its
 * number and the sample alone.
 *
 * @param noise the run's draws
 * @param purpose sets the draws of one score apart from those of another
 * @param factors what is drawn from, each as likely
 */
record FactorDraws(KeyedNoise noise, String purpose, List<SharedValue> factors) {
  /** So many draws teach what the scores judge by. */
  static final int TO_FIT = 5_000;

  /** So many draws more are judged. */
  static final int TO_JUDGE = 2_500;

  /** A draw: which factor, and the generator to go on with. */
  record Draw(int factor, RandomGenerator random) {}

  Draw draw(int number) {
    RandomGenerator random = noise.random(purpose, number);
    return new Draw(random.nextInt(factors.size()), random);
  }
}
