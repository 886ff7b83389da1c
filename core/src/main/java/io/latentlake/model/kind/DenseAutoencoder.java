package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import java.util.List;

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
  public List<NetworkType> networks() {
    return List.of(NetworkType.DENSE);
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    return Network.withCode(options, image);
  }
}
