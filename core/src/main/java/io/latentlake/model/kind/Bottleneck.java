package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Operation.Flatten;
import io.latentlake.architecture.Operation.Half;
import io.latentlake.architecture.Operation.Join;
import io.latentlake.architecture.Operation.Quantise;
import io.latentlake.architecture.Operation.Sample;
import io.latentlake.architecture.Shape;

/** What lies between encoder and decoder. */
final class Bottleneck {
  private Bottleneck() {}

  /** A code, from which the decoder starts. */
  static void code(Architecture.Builder network, Network parts) {
    parts.units(network, Architecture.MEAN, network.last());
    network.place(Architecture.MEAN).place(Architecture.LATENT);
  }

  /** A code, and that of each image's neighbour, if the encoder sees neighbours. */
  static void codeAndNearby(Architecture.Builder network, Network parts) {
    parts.units(network, "code", network.last());
    network
        .add(Architecture.NEARBY, new Half(Half.Of.NEIGHBOURS), "code")
        .place(Architecture.NEARBY)
        .add(Architecture.MEAN, new Half(Half.Of.IMAGES), "code")
        .place(Architecture.MEAN)
        .place(Architecture.LATENT);
  }

  /** A code made of vectors from a codebook. */
  static void codes(Architecture.Builder network, Network parts, Quantise codebook) {
    parts.units(network, Architecture.ENCODED, network.last());
    network
        .place(Architecture.ENCODED)
        .add(Architecture.MEAN, codebook)
        .place(Architecture.MEAN)
        .place(Architecture.LATENT);
  }

  /** A diagonal Gaussian under a condition, which the decoder gets beside a draw. */
  static void conditionalPosterior(Architecture.Builder network, Network parts, int condition) {
    if (!network.shape().equals(Shape.row(network.shape().values()))) {
      network.add("encoder-flat", new Flatten());
    }
    String features = network.last();
    network
        .input(Architecture.NOISE, Shape.row(parts.latent()))
        .input(Architecture.CONDITION, Shape.row(condition))
        .add("encoder-told", new Join(), features, Architecture.CONDITION);
    drawn(network, parts, network.last(), 1);
    network.add("decoder-told", new Join(), Architecture.LATENT, Architecture.CONDITION);
  }

  /** A diagonal Gaussian, of which the decoder gets some draws in training. */
  static void posterior(Architecture.Builder network, Network parts, int draws) {
    String features = network.last();
    network.input(Architecture.NOISE, Shape.row(draws * parts.latent()));
    drawn(network, parts, features, draws);
  }

  private static void drawn(
      Architecture.Builder network, Network parts, String features, int draws) {
    parts.units(network, Architecture.MEAN, features);
    network.place(Architecture.MEAN);
    parts.units(network, Architecture.LOG_VARIANCE, features);
    network.place(Architecture.LOG_VARIANCE);
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
