package io.latentlake.model.kind;

import io.latentlake.config.Key;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.WeightedTerm;
import io.latentlake.model.term.KlPart;
import java.io.Serializable;
import java.util.List;

/**
 * {@code beta-tc-vae}: a variational autoencoder whose latent units are pressed to be independent.
 * In place of the KL divergence, its three parts have a weight each.
 *
 * @see <a href="https://arxiv.org/abs/1802.04942">Chen et al. 2018</a>
 */
public final class TotalCorrelationVae extends VariationalKind {
  /** The weights of the parts. */
  public record Weights(
      @Key(
              value = "1",
              min = 0,
              max = 1000,
              meaning = "Weight of the mutual information between image and latent")
          double alpha,
      @Key(
              value = "6",
              min = 0,
              max = 1000,
              meaning =
                  "Weight of the total correlation, which presses latent units to be independent;"
                      + " model.beta does not count")
          double beta,
      @Key(
              value = "1",
              min = 0,
              max = 1000,
              meaning = "Weight of the KL divergence of the latent units one by one")
          double gamma)
      implements Serializable {}

  @Override
  public String name() {
    return "beta-tc-vae";
  }

  @Override
  public String inWords() {
    return "total correlation variational autoencoder";
  }

  @Override
  public Class<? extends Record> options() {
    return Weights.class;
  }

  @Override
  List<WeightedTerm> latentTerms(ModelOptions options) {
    Weights weights = options.own(Weights.class);
    return List.of(
        // only watched: the parts stand for it
        WeightedTerm.constant(new KlDivergence(), 0),
        part(KlPart.Of.MUTUAL_INFORMATION, weights.alpha()),
        part(KlPart.Of.TOTAL_CORRELATION, weights.beta()),
        part(KlPart.Of.DIMENSION_WISE_KL, weights.gamma()));
  }

  private static WeightedTerm part(KlPart.Of of, double weight) {
    return WeightedTerm.warmingUp(new KlPart(of), weight);
  }
}
