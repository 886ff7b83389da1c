package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import java.util.List;

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
  public List<NetworkType> networks() {
    return List.of(NetworkType.CONVOLUTIONAL, NetworkType.RESIDUAL);
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    return Network.withCode(options, image);
  }
}
