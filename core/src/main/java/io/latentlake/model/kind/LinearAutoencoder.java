package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Shape;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import java.util.List;

/**
 * {@code linear-ae}: a matrix each way. On centred images under squared error its optimum spans the
 * principal components, and it goes through the origin.
 */
public final class LinearAutoencoder implements ModelKind {
  @Override
  public String name() {
    return "linear-ae";
  }

  @Override
  public String inWords() {
    return "linear autoencoder";
  }

  @Override
  public boolean linear() {
    return true;
  }

  @Override
  public String usualLoss() {
    return Loss.SQUARED_ERROR;
  }

  @Override
  public boolean usuallyCentred() {
    return true;
  }

  @Override
  public List<NetworkType> networks() {
    return List.of(NetworkType.DENSE);
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    boolean bias = !options.centred();
    Architecture.Builder network = Architecture.of(image);
    DenseNetwork parts = new DenseNetwork(options, List.of(), bias);
    parts.encoder(network);
    // a pixel that never changes teaches nothing: from zero, its weights stay zero
    network
        .add(Architecture.MEAN, new Dense(options.latent(), bias, InitialWeights.ZERO))
        .place(Architecture.MEAN)
        .place(Architecture.LATENT);
    parts.decoder(network);
    return network.build();
  }
}
