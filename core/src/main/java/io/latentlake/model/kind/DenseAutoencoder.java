package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Shape;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;

/** {@code dense-ae}: an autoencoder of dense layers. */
public final class DenseAutoencoder implements ModelKind {
  @Override
  public String name() {
    return "dense-ae";
  }

  @Override
  public String inWords() {
    return "dense autoencoder";
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    Architecture.Builder network = Architecture.of(image);
    DenseNetwork parts = new DenseNetwork(options, options.hidden(), true);
    parts.encoder(network);
    Bottleneck.code(network, new Dense(options.latent(), true, InitialWeights.UNIFORM));
    parts.decoder(network);
    return network.build();
  }
}
