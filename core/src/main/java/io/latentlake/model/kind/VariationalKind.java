package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.WeightedTerm;
import java.util.ArrayList;
import java.util.List;

/** A variational autoencoder with a standard normal prior; they differ in what the latent costs. */
abstract class VariationalKind implements ModelKind {
  /**
   * What the latent costs.
   *
   * @param options the model
   * @return terms, the KL divergence among them, be its weight 0
   */
  abstract List<WeightedTerm> latentTerms(ModelOptions options);

  @Override
  public final boolean variational() {
    return true;
  }

  @Override
  public final List<WeightedTerm> lossTerms(ModelOptions options) {
    List<WeightedTerm> terms = new ArrayList<>();
    terms.add(WeightedTerm.constant(new Reconstruction(options.reconstructionLoss()), 1));
    terms.addAll(latentTerms(options));
    return terms;
  }

  @Override
  public List<NetworkType> networks() {
    return Network.ANY;
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    return Network.withPosterior(options, image);
  }
}
