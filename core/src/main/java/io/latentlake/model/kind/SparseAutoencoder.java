package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Key;
import io.latentlake.model.LossTerm;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.WeightedTerm;
import io.latentlake.model.term.AbsoluteCode;
import io.latentlake.model.term.RateDivergence;
import java.io.Serializable;
import java.util.List;

/** {@code sparse-ae}: an autoencoder that pays for latent units that are active. */
public final class SparseAutoencoder implements ModelKind {
  /** What it pays for. */
  public enum Penalty {
    /** The sum of absolute codes. */
    L1 {
      @Override
      LossTerm of(double rate) {
        return new AbsoluteCode();
      }
    },
    /** Units whose mean activation is not the target rate. */
    KL {
      @Override
      LossTerm of(double rate) {
        return new RateDivergence(rate);
      }
    };

    abstract LossTerm of(double rate);
  }

  /** The keys that only it has. */
  public record Options(
      @Key(
              value = "l1",
              meaning =
                  "What is paid for: l1 the sum of absolute codes; kl, for each unit, the KL"
                      + " divergence from the target rate to its mean activation")
          Penalty penalty,
      @Key(value = "1", min = 0, max = 100000, meaning = "Weight of the penalty in the loss")
          double weight,
      @Key(
              value = "0.05",
              min = 0.0001,
              max = 0.9999,
              meaning = "Mean activation that kl asks of each unit, after a logistic function")
          double rate)
      implements Serializable {}

  @Override
  public String name() {
    return "sparse-ae";
  }

  @Override
  public String inWords() {
    return "sparse autoencoder";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public List<WeightedTerm> lossTerms(ModelOptions options) {
    Options own = options.own(Options.class);
    return List.of(
        WeightedTerm.constant(new Reconstruction(options.reconstructionLoss()), 1),
        WeightedTerm.constant(own.penalty().of(own.rate()), own.weight()));
  }

  @Override
  public List<NetworkType> networks() {
    return Network.ANY;
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    return Network.withScaledCode(options, image);
  }
}
