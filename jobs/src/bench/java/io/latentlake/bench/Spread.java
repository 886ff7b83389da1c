package io.latentlake.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * What the rounds gave.
 *
 * @param values a value a round, in the order of the rounds
 */
@JsonPropertyOrder({"median", "min", "max", "values"})
record Spread(@JsonProperty("values") List<Double> values) {
  Spread {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there is no value to take a median of");
    }
  }

  @JsonProperty("median")
  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  @JsonProperty("min")
  double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  @JsonProperty("max")
  double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
