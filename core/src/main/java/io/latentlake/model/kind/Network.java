package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Shape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import java.util.List;

/** An encoder and the decoder that mirrors it, whatever they are made of. */
interface Network {
  /** What a kind takes that does not mind; convolutions first. */
  List<NetworkType> ANY =
      List.of(NetworkType.CONVOLUTIONAL, NetworkType.RESIDUAL, NetworkType.DENSE);

  /** Adds the encoder; its last node is what the latent is computed from. */
  void encoder(Architecture.Builder network);

  /**
   * Adds the units of the latent, a row.
   *
   * @param name of the node that gives them
   * @param features the encoder's last node
   */
  default void units(Architecture.Builder network, String name, String features) {
    network.add(name, new Dense(latent(), true, InitialWeights.UNIFORM), features);
  }

  /** How many units the latent has. */
  int latent();

  /** Adds the decoder, from the last node to {@link Architecture#DECODED}; after the encoder. */
  void decoder(Architecture.Builder network);

  /**
   * The same without batch normalisation of the decoder's first layer. It would make up for a code
   * that shrinks, so that a penalty on the code would cost nothing.
   */
  Network keepingScale();

  /** The two that options ask for. */
  static Network of(ModelOptions options, Shape image) {
    return switch (options.madeOf()) {
      case CONVOLUTIONAL -> new ConvolutionalNetwork(options, image, Stage.PLAIN);
      case RESIDUAL -> new ConvolutionalNetwork(options, image, Stage.RESIDUAL);
      case DENSE -> new DenseNetwork(options, options.hidden(), true);
      case AUTO ->
          throw new IllegalStateException("a " + options.kind() + " has a network of its own");
    };
  }

  /** A whole autoencoder with a code. */
  static Architecture withCode(ModelOptions options, Shape image) {
    return withCode(of(options, image), image);
  }

  /** The same for a kind that penalises the code; see {@link #keepingScale}. */
  static Architecture withScaledCode(ModelOptions options, Shape image) {
    return withCode(of(options, image).keepingScale(), image);
  }

  private static Architecture withCode(Network parts, Shape image) {
    Architecture.Builder network = Architecture.of(image);
    parts.encoder(network);
    Bottleneck.code(network, parts);
    parts.decoder(network);
    return network.build();
  }

  /**
   * The same where encoder and decoder are both told a condition: it is joined to what the latent
   * is computed from, and to the latent.
   *
   * @param condition values of it
   */
  static Architecture withCondition(ModelOptions options, Shape image, int condition) {
    Architecture.Builder network = Architecture.of(image);
    Network parts = of(options, image);
    parts.encoder(network);
    Bottleneck.conditionalPosterior(network, parts, condition);
    parts.decoder(network);
    return network.build();
  }

  /** A whole autoencoder with a diagonal Gaussian posterior. */
  static Architecture withPosterior(ModelOptions options, Shape image) {
    return withPosterior(options, image, 1);
  }

  /** The same with several draws from the posterior for each image. */
  static Architecture withPosterior(ModelOptions options, Shape image, int draws) {
    Architecture.Builder network = Architecture.of(image);
    Network parts = of(options, image);
    parts.encoder(network);
    Bottleneck.posterior(network, parts, draws);
    parts.decoder(network);
    return network.build();
  }
}
