package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Operation.Quantise;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Key;
import io.latentlake.model.BottleneckType;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.WeightedTerm;
import io.latentlake.model.term.CodebookDisuse;
import io.latentlake.model.term.Commitment;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code vq-vae}: an autoencoder whose latent is made of vectors from a codebook. It has no prior.
 *
 * @see <a href="https://arxiv.org/abs/1711.00937">van den Oord et al. 2017</a>
 */
public final class VectorQuantisedAutoencoder implements ModelKind {
  /** The keys of the codebook. */
  public record CodebookOptions(
      @Key(value = "128", min = 2, max = 65536, unit = "codes", meaning = "Vectors in the codebook")
          int codes,
      @Key(
              value = "0",
              min = 0,
              max = 4096,
              unit = "units",
              meaning =
                  "Units of the latent that a vector stands for, which divide model.latent; 0 is"
                      + " the first of 4, 2 and 1 that does; of a spatial latent, the channels")
          int codeSize,
      @Key(
              value = "0.25",
              min = 0,
              max = 1000,
              meaning = "Weight of the encoder's squared distance to the codebook")
          double commitment)
      implements Serializable {
    private int size(int latent) {
      if (codeSize > 0) {
        return codeSize;
      }
      return IntStream.of(4, 2, 1).filter(size -> latent % size == 0).findFirst().orElseThrow();
    }
  }

  @Override
  public String name() {
    return "vq-vae";
  }

  @Override
  public String inWords() {
    return "vector-quantised autoencoder";
  }

  @Override
  public Class<? extends Record> options() {
    return CodebookOptions.class;
  }

  @Override
  public List<NetworkType> networks() {
    return List.of(NetworkType.CONVOLUTIONAL, NetworkType.RESIDUAL, NetworkType.DENSE);
  }

  @Override
  public List<WeightedTerm> lossTerms(ModelOptions options) {
    CodebookOptions codebook = options.own(CodebookOptions.class);
    return List.of(
        WeightedTerm.constant(new Reconstruction(options.reconstructionLoss()), 1),
        WeightedTerm.constant(new Commitment(), codebook.commitment()),
        WeightedTerm.constant(new CodebookDisuse(quantise(options)), 0));
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    Quantise codebook = quantise(options);
    if (options.latent() % codebook.size() != 0) {
      throw new IllegalArgumentException(
          "model.latent is "
              + options.latent()
              + " and model.vq-vae.code-size is "
              + codebook.size()
              + ", which does not divide it; change one of them");
    }
    Architecture.Builder network = Architecture.of(image);
    Network parts = Network.of(options, image);
    parts.encoder(network);
    Bottleneck.codes(network, parts, codebook);
    parts.decoder(network);
    Architecture built = network.build();
    if (built.has(Architecture.MAP) && built.latentShape().channels() != codebook.size()) {
      throw new IllegalArgumentException(
          "model.latent is "
              + options.latent()
              + " and model.vq-vae.code-size is "
              + codebook.size()
              + "; a map of "
              + built.latentShape().height()
              + "x"
              + built.latentShape().width()
              + " with a vector at each place has "
              + codebook.size() * built.latentShape().height() * built.latentShape().width()
              + " units; change one of them");
    }
    return built;
  }

  /** A map has one vector at each place. */
  private static Quantise quantise(ModelOptions options) {
    CodebookOptions codebook = options.own(CodebookOptions.class);
    int size = codebook.size(options.latent());
    boolean map = options.bottleneck() == BottleneckType.SPATIAL;
    return new Quantise(codebook.codes(), size, map ? options.latent() / size : 1);
  }
}
