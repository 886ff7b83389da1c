package io.latentlake.bench;

import java.util.List;
import java.util.Optional;

/**
 * What is measured together.
 *
 * @param cases the lines it gives
 * @param ours LatentLake
 * @param stock Deeplearning4j as it comes, where it has such a thing
 */
record Trial(List<Case> cases, Measurement ours, Optional<Measurement> stock) {
  Trial {
    cases = List.copyOf(cases);
  }

  static Trial of(Case one, Measurement ours) {
    return new Trial(List.of(one), ours, Optional.empty());
  }

  static Trial of(Case one, Measurement ours, Measurement stock) {
    return new Trial(List.of(one), ours, Optional.of(stock));
  }
}
