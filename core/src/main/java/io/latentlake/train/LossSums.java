package io.latentlake.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.LossTerms;
import io.latentlake.model.Reconstruction;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Loss terms added up over images.
 *
 * @param images how many
 * @param terms by name, in the order of the model's terms
 */
public record LossSums(long images, Map<String, Sum> terms) implements Serializable {
  /** Of no images. */
  public static final LossSums NONE = new LossSums(0, Map.of());

  /**
   * A term added up over images.
   *
   * @param plain without its weight
   * @param weighted times the weight that each image was trained with
   */
  public record Sum(@JsonProperty("plain") double plain, @JsonProperty("weighted") double weighted)
      implements Serializable {
    private Sum plus(Sum other) {
      return new Sum(plain + other.plain, weighted + other.weighted);
    }
  }

  /** Copies the terms. */
  public LossSums {
    terms = new LinkedHashMap<>(terms);
  }

  /** As a checkpoint has it; those of earlier releases have three sums that all models shared. */
  @JsonCreator
  static LossSums read(
      @JsonProperty("images") long images,
      @JsonProperty("terms") Map<String, Sum> terms,
      @JsonProperty("reconstruction") double reconstruction,
      @JsonProperty("klNats") double klNats,
      @JsonProperty("weightedKl") double weightedKl) {
    if (terms != null || images == 0) {
      return terms == null ? NONE : new LossSums(images, terms);
    }
    Map<String, Sum> earlier = new LinkedHashMap<>();
    earlier.put(Reconstruction.NAME, new Sum(reconstruction, reconstruction));
    if (klNats != 0) {
      earlier.put(KlDivergence.NAME, new Sum(klNats, weightedKl));
    }
    return new LossSums(images, earlier);
  }

  static LossSums of(LossTerms step) {
    Map<String, Sum> sums = new LinkedHashMap<>();
    for (LossTerms.Sum term : step.sums()) {
      // a weight of 0 leaves out a term that may be infinite
      double weighted = term.weight() == 0 ? 0 : term.weight() * term.sum();
      sums.put(term.name(), new Sum(term.sum(), weighted));
    }
    return new LossSums(step.images(), sums);
  }

  /**
   * Adds up.
   *
   * @param other of other images
   * @return of both
   */
  public LossSums plus(LossSums other) {
    Map<String, Sum> sums = new LinkedHashMap<>(terms);
    other.terms.forEach((name, sum) -> sums.merge(name, sum, Sum::plus));
    return new LossSums(images + other.images, sums);
  }

  /** The same images, had they been trained with these weights; 1 for a term without one. */
  LossSums withWeights(Map<String, Double> weights) {
    Map<String, Sum> sums = new LinkedHashMap<>();
    terms.forEach(
        (name, sum) ->
            sums.put(name, new Sum(sum.plain(), weights.getOrDefault(name, 1.0) * sum.plain())));
    return new LossSums(images, sums);
  }

  /**
   * What training minimises: each term times its weight.
   *
   * @return mean over images; lower is better
   */
  public double loss() {
    double sum = 0;
    for (Sum term : terms.values()) {
      sum += term.weighted();
    }
    return sum / images;
  }

  /**
   * A term without its weight.
   *
   * @param name of the term
   * @return mean over images, in the term's unit; 0 if there is no such term
   */
  public double mean(String name) {
    Sum sum = terms.get(name);
    return sum == null ? 0 : sum.plain() / images;
  }
}
