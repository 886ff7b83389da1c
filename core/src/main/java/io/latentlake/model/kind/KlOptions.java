package io.latentlake.model.kind;

import io.latentlake.config.Key;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.WeightedTerm;
import io.latentlake.model.term.KlShortfall;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The keys of a VAE whose loss is reconstruction and KL divergence. */
public record KlOptions(
    @Key(
            value = "0",
            min = 0,
            max = 100,
            unit = "nats",
            meaning =
                "Free bits: a latent unit whose KL divergence, its mean over a minibatch, is lower"
                    + " costs as much as this, and is not pushed lower; 0 is off")
        double freeBits,
    @Key(
            value = "0",
            min = 0,
            max = 100000,
            unit = "nats",
            meaning =
                "Capacity: model.beta weighs how far the KL divergence, its mean over a minibatch,"
                    + " is above or below this; 0 is off")
        double capacity)
    implements Serializable {
  /**
   * Refuses what contradicts itself.
   *
   * @throws IllegalArgumentException if both are set
   */
  public KlOptions {
    if (freeBits > 0 && capacity > 0) {
      throw new IllegalArgumentException(
          "free-bits is "
              + freeBits
              + " and capacity is "
              + capacity
              + ": both hold up the KL divergence; set one of them to 0");
    }
  }

  /** What the latent costs a model with these keys. */
  List<WeightedTerm> terms(ModelOptions options) {
    List<WeightedTerm> terms = new ArrayList<>();
    terms.add(WeightedTerm.warmingUp(new KlDivergence(), options.beta()));
    if (freeBits > 0) {
      terms.add(
          WeightedTerm.warmingUp(new KlShortfall(KlShortfall.Of.UNITS, freeBits), options.beta()));
    }
    if (capacity > 0) {
      // KL + 2·max(0, C − KL) = |KL − C| + C
      terms.add(
          WeightedTerm.warmingUp(
              new KlShortfall(KlShortfall.Of.LATENT, capacity), 2 * options.beta()));
    }
    return terms;
  }
}
