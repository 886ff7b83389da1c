package io.latentlake.model.kind;

import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import io.latentlake.model.WeightedTerm;
import java.util.List;

/**
 * {@code conv-vae}: a variational autoencoder of convolutions, with a standard normal prior.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013</a>
 */
public final class ConvolutionalVae extends VariationalKind {
  @Override
  public String name() {
    return "conv-vae";
  }

  @Override
  public String inWords() {
    return "convolutional variational autoencoder";
  }

  @Override
  public List<NetworkType> networks() {
    return List.of(NetworkType.CONVOLUTIONAL, NetworkType.RESIDUAL);
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
