package io.latentlake.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the rounds gave for one line of the results.
 *
 * @param one the line
 * @param rates images a second, a value a round, by whose: {@link #OURS}, {@link #STOCK}, {@link
 *     #PEER}; without those that have no such thing, or failed
 */
record Outcome(Case one, Map<String, List<Double>> rates) {
  static final String OURS = "ours";
  static final String STOCK = "stock";
  static final String PEER = "peer";

  Outcome {
    rates = Map.copyOf(rates);
  }

  Optional<Spread> spread(String whose) {
    return Optional.ofNullable(rates.get(whose)).map(Spread::new);
  }

  /** How many times as fast as another ours is, round by round. */
  Optional<Spread> ratio(String other) {
    List<Double> ours = rates.get(OURS);
    List<Double> theirs = rates.get(other);
    if (ours == null || theirs == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Spread(
            IntStream.range(0, ours.size())
                .mapToObj(round -> ours.get(round) / theirs.get(round))
                .toList()));
  }

  /** Seconds from beginning to end, for a case that has an end. */
  Optional<Double> seconds() {
    return spread(OURS).filter(rate -> one.images() > 0).map(rate -> one.images() / rate.median());
  }

  /** As it stands in the file of results. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", one.benchmark());
    json.put("network", one.network());
    if (one.minibatch() > 0) {
      json.put("minibatch", one.minibatch());
    }
    seconds()
        .ifPresent(
            seconds -> {
              json.put("images", one.images());
              json.put("seconds", seconds);
            });
    for (String whose : List.of(OURS, STOCK, PEER)) {
      spread(whose).ifPresent(rates -> json.put(whose + "_images_per_second", rates));
    }
    for (String other : List.of(STOCK, PEER)) {
      ratio(other).ifPresent(ratio -> json.put("ours_to_" + other, ratio));
    }
    return json;
  }
}
