package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Key;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.WeightedTerm;
import io.latentlake.model.term.SquaredCode;
import java.io.Serializable;
import java.util.List;

/**
 * {@code rae}: a regularised autoencoder, which pays for the squared norms of its code and of its
 * decoder's weights where a VAE has noise and a KL divergence (RAE-L2). The weights' part acts on
 * every step, but is no part of the loss that tables report.
 *
 * @see <a href="https://arxiv.org/abs/1903.12436">Ghosh et al. 2020, From Variational to
 *     Deterministic Autoencoders, section 3</a>
 */
public final class RegularisedAutoencoder implements ModelKind {
  /** The keys that only it has. */
  public record Options(
      @Key(
              value = "0.1",
              min = 0,
              max = 100000,
              meaning = "Weight of half the squared norm of the code in the loss")
          double codeWeight,
      @Key(
              value = "0.0001",
              min = 0,
              max = 1,
              meaning = "Weight of the squared norm of the decoder's weights in the loss")
          double decoderWeight)
      implements Serializable {}

  @Override
  public String name() {
    return "rae";
  }

  @Override
  public String inWords() {
    return "regularised autoencoder";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public List<WeightedTerm> lossTerms(ModelOptions options) {
    return List.of(
        WeightedTerm.constant(new Reconstruction(options.reconstructionLoss()), 1),
        WeightedTerm.constant(new SquaredCode(), options.own(Options.class).codeWeight()));
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
    return Network.withScaledCode(options, image);
  }
}
