package io.latentlake.model.kind;

import io.latentlake.config.Key;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.WeightedTerm;
import io.latentlake.model.term.MaximumMeanDiscrepancy;
import java.io.Serializable;
import java.util.List;

/**
 * {@code info-vae}: a variational autoencoder whose samples, all together, are pressed to be
 * distributed like the prior. With {@code model.beta} 0, a Wasserstein autoencoder.
 *
 * @see <a href="https://arxiv.org/abs/1706.02262">Zhao et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1711.01558">Tolstikhin et al. 2018</a>
 */
public final class InfoVae extends VariationalKind {
  /** The keys of the discrepancy. */
  public record Discrepancy(
      @Key(
              value = "1000",
              min = 0,
              max = 1000000,
              meaning =
                  "Weight of the squared maximum mean discrepancy between samples and prior, the"
                      + " α + λ − 1 of Zhao et al.; model.beta is their 1 − α")
          double mmdWeight,
      @Key(
              value = "imq",
              meaning =
                  "Kernel of the discrepancy: inverse multiquadric of seven scales, or Gaussian")
          MaximumMeanDiscrepancy.Kernel kernel)
      implements Serializable {}

  @Override
  public String name() {
    return "info-vae";
  }

  @Override
  public String inWords() {
    return "variational autoencoder with maximum mean discrepancy";
  }

  @Override
  public Class<? extends Record> options() {
    return Discrepancy.class;
  }

  @Override
  List<WeightedTerm> latentTerms(ModelOptions options) {
    Discrepancy discrepancy = options.own(Discrepancy.class);
    return List.of(
        WeightedTerm.warmingUp(new KlDivergence(), options.beta()),
        WeightedTerm.warmingUp(
            new MaximumMeanDiscrepancy(discrepancy.kernel()), discrepancy.mmdWeight()));
  }
}
