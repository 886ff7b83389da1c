package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Key;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.WeightedTerm;
import io.latentlake.model.term.ImportanceWeightedBound;
import java.io.Serializable;
import java.util.List;

/**
 * {@code iw-vae}: a variational autoencoder whose loss bounds −log p(x) by several draws for each
 * image. The encoder sees an image once, the decoder each draw.
 *
 * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2016</a>
 */
public final class ImportanceWeightedVae implements ModelKind {
  /** The keys that only it has. */
  public record Options(
      @Key(
              value = "5",
              min = 1,
              max = 100,
              meaning =
                  "Latents drawn for each image in training, whose importance weights are averaged;"
                      + " 1 is a VAE. model.beta does not count")
          int draws)
      implements Serializable {}

  @Override
  public String name() {
    return "iw-vae";
  }

  @Override
  public String inWords() {
    return "importance-weighted autoencoder";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public boolean variational() {
    return true;
  }

  @Override
  public List<NetworkType> networks() {
    return Network.ANY;
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    return Network.withPosterior(options, image, options.own(Options.class).draws());
  }

  @Override
  public List<WeightedTerm> lossTerms(ModelOptions options) {
    return List.of(
        // only watched: the bound has both in it
        WeightedTerm.constant(new Reconstruction(options.reconstructionLoss()), 0),
        WeightedTerm.constant(new KlDivergence(), 0),
        WeightedTerm.constant(new ImportanceWeightedBound(options.reconstructionLoss()), 1));
  }
}
