package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Shape;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;

/** {@code conv-ae}: an autoencoder of convolutions. */
public final class ConvolutionalAutoencoder implements ModelKind {
  @Override
  public String name() {
    return "conv-ae";
  }

  @Override
  public String inWords() {
    return "convolutional autoencoder";
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    Architecture.Builder network = Architecture.of(image);
    ConvolutionalNetwork parts = new ConvolutionalNetwork(options, image);
    parts.encoder(network);
    Bottleneck.code(network, new Dense(options.latent(), true, InitialWeights.UNIFORM));
    parts.decoder(network);
    return network.build();
  }
}
