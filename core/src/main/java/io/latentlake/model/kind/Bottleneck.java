package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Dense;
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

  /** A code made of vectors from a codebook. */
  static void codes(Architecture.Builder network, int latent, int codes, int size) {
    network
        .add(Architecture.ENCODED, new Dense(latent, true, InitialWeights.UNIFORM))
        .place(Architecture.ENCODED)
        .add(Architecture.MEAN, new Quantise(codes, size))
        .place(Architecture.MEAN)
        .place(Architecture.LATENT);
  }

  /** A diagonal Gaussian, of which the decoder gets some draws in training. */
  static void posterior(Architecture.Builder network, int latent, int draws) {
    String features = network.last();
    Dense head = new Dense(latent, true, InitialWeights.UNIFORM);
    network.input(Architecture.NOISE, Shape.row(draws * latent));
    network.add(Architecture.MEAN, head, features).place(Architecture.MEAN);
    network.add(Architecture.LOG_VARIANCE, head, features).place(Architecture.LOG_VARIANCE);
    network
        .add(
            Architecture.LATENT,
            new Sample(draws),
            Architecture.MEAN,
            Architecture.LOG_VARIANCE,
            Architecture.NOISE)
        .place(Architecture.LATENT);
  }
}
