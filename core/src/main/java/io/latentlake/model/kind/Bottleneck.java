package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Operation.Half;
import io.latentlake.architecture.Operation.Quantise;
import io.latentlake.architecture.Operation.Sample;
import io.latentlake.architecture.Shape;

/** What lies between encoder and decoder. */
final class Bottleneck {
  private Bottleneck() {}

  /** A code, from which the decoder starts. */
  static void code(Architecture.Builder network, Dense layer) {
    network.add(Architecture.MEAN, layer).place(Architecture.MEAN).place(Architecture.LATENT);
  }

  /** A code, and that of each image's neighbour, if the encoder sees neighbours. */
  static void codeAndNearby(Architecture.Builder network, Dense layer) {
    network
        .add("code", layer)
        .add(Architecture.NEARBY, new Half(Half.Of.NEIGHBOURS), "code")
        .place(Architecture.NEARBY)
        .add(Architecture.MEAN, new Half(Half.Of.IMAGES), "code")
        .place(Architecture.MEAN)
        .place(Architecture.LATENT);
  }

  /** A code made of vectors from a codebook. */
  static void codes(Architecture.Builder network, int latent, int codes, int size) {
    network
        .add(Architecture.ENCODED, new Dense(latent, true, InitialWeights.UNIFORM))
        .place(Architecture.ENCODED)
        .add(Architecture.MEAN, new Quantise(codes, size))
        .place(Architecture.MEAN)
        .place(Architecture.LATENT);
  }

  /** A diagonal Gaussian, of which the decoder gets a sample. */
  static void posterior(Architecture.Builder network, int latent) {
    String features = network.last();
    Dense head = new Dense(latent, true, InitialWeights.UNIFORM);
    network.input(Architecture.NOISE, Shape.row(latent));
    network.add(Architecture.MEAN, head, features).place(Architecture.MEAN);
    network.add(Architecture.LOG_VARIANCE, head, features).place(Architecture.LOG_VARIANCE);
    network
        .add(
            Architecture.LATENT,
            new Sample(),
            Architecture.MEAN,
            Architecture.LOG_VARIANCE,
            Architecture.NOISE)
        .place(Architecture.LATENT);
  }
}
