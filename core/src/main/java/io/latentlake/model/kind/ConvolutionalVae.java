package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.WeightedTerm;
import java.util.List;

/**
 * {@code conv-vae}: a variational autoencoder of convolutions, with a standard normal prior.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013</a>
 */
public final class ConvolutionalVae implements ModelKind {
  @Override
  public String name() {
    return "conv-vae";
  }

  @Override
  public String inWords() {
    return "convolutional variational autoencoder";
  }

  @Override
  public boolean variational() {
    return true;
  }

  @Override
  public List<WeightedTerm> lossTerms(ModelOptions options) {
    return List.of(
        WeightedTerm.constant(new Reconstruction(options.reconstructionLoss()), 1),
        WeightedTerm.warmingUp(new KlDivergence(), options.beta()));
  }

  @Override
  public List<NetworkType> networks() {
    return List.of(NetworkType.CONVOLUTIONAL, NetworkType.RESIDUAL);
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    return Network.withPosterior(options, image);
  }
}
