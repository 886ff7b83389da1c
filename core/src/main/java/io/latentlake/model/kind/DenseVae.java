package io.latentlake.model.kind;

import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import io.latentlake.model.WeightedTerm;
import java.util.List;

/**
 * {@code dense-vae}: a variational autoencoder of dense layers, with a standard normal prior.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013</a>
 */
public final class DenseVae extends VariationalKind {
  @Override
  public String name() {
    return "dense-vae";
  }

  @Override
  public String inWords() {
    return "dense variational autoencoder";
  }

  @Override
  public List<NetworkType> networks() {
    return List.of(NetworkType.DENSE);
  }

  @Override
  public Class<? extends Record> options() {
    return KlOptions.class;
  }

  @Override
  List<WeightedTerm> latentTerms(ModelOptions options) {
    return options.own(KlOptions.class).terms(options);
  }
}
