package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Operation.Neighbours;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Key;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.WeightedTerm;
import io.latentlake.model.term.JacobianNorm;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code contractive-ae}: an autoencoder that pays for the squared Frobenius norm of its encoder's
 * Jacobian, Σ(∂code/∂pixel)², so that its code follows only what the reconstruction needs.
 *
 * <p>An encoder of one dense layer has its weights for a Jacobian, whatever the image: their sum of
 * squares is charged as it is, acts on every step, and is no part of the loss that tables report.
 * For any other encoder the norm is estimated without bias, at each image along one direction that
 * seed, image and epoch decide.
 *
 * <p>Where the paper ties the decoder's weights to the encoder's, so that a small code cannot be
 * made up for by a large decoder, here the decoder's weights cost a little.
 *
 * @see <a href="https://icml.cc/2011/papers/455_icmlpaper.pdf">Rifai et al. 2011, Contractive
 *     Auto-Encoders</a>
 */
public final class ContractiveAutoencoder implements ModelKind {
  /** The keys that only it has. */
  public record Options(
      @Key(
              value = "0.1",
              min = 0,
              max = 100000,
              meaning =
                  "Weight of the squared norm of the encoder's Jacobian in the loss: exact for an"
                      + " encoder of one dense layer (model.hidden: []), else estimated without"
                      + " bias along one random direction an image and epoch")
          double weight,
      @Key(
              value = "0.0001",
              min = 0,
              max = 1,
              meaning = "Weight of the squared norm of the decoder's weights in the loss")
          double decoderWeight)
      implements Serializable {}

  @Override
  public String name() {
    return "contractive-ae";
  }

  @Override
  public String inWords() {
    return "contractive autoencoder";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  private static boolean oneLayer(ModelOptions options) {
    return options.madeOf() == NetworkType.DENSE && options.hidden().isEmpty();
  }

  @Override
  public List<WeightedTerm> lossTerms(ModelOptions options) {
    List<WeightedTerm> terms = new ArrayList<>();
    terms.add(WeightedTerm.constant(new Reconstruction(options.reconstructionLoss()), 1));
    if (!oneLayer(options)) {
      terms.add(WeightedTerm.constant(new JacobianNorm(), options.own(Options.class).weight()));
    }
    return terms;
  }

  @Override
  public double encoderPenalty(ModelOptions options) {
    return oneLayer(options) ? options.own(Options.class).weight() : 0;
  }

  @Override
  public double decoderPenalty(ModelOptions options) {
    return options.own(Options.class).decoderWeight();
  }

  @Override
  public List<NetworkType> networks() {
    return Network.ANY;
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    if (oneLayer(options)) {
      return Network.withScaledCode(options, image);
    }
    Architecture.Builder network = Architecture.of(image);
    Network parts = Network.of(options, image).keepingScale();
    network.input(Architecture.NOISE, Shape.row(image.values()));
    network.add("neighbours", new Neighbours(), Architecture.IMAGE, Architecture.NOISE);
    parts.encoder(network);
    Bottleneck.codeAndNearby(network, parts);
    parts.decoder(network);
    return network.build();
  }
}
