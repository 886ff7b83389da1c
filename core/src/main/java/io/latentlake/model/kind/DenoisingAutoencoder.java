package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Key;
import io.latentlake.model.Corruption;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.NetworkType;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * {@code denoising-ae}: an autoencoder that is shown a corrupted image in training and learns to
 * give it as it was. Afterwards it is shown images as they are.
 *
 * @see <a href="https://doi.org/10.1145/1390156.1390294">Vincent et al. 2008</a>
 * @see <a href="https://jmlr.org/papers/v11/vincent10a.html">Vincent et al. 2010, sections 3 and
 *     4</a>
 */
public final class DenoisingAutoencoder implements ModelKind {
  /** What training does to an image. */
  public enum Noise {
    /** Gaussian noise. */
    GAUSSIAN {
      @Override
      Corruption of(double strength) {
        return new GaussianNoise(strength);
      }
    },
    /** Black pixels. */
    MASKING {
      @Override
      Corruption of(double strength) {
        return new MaskedPixels(strength);
      }
    };

    abstract Corruption of(double strength);
  }

  /** The keys that only it has. */
  public record Options(
      @Key(
              value = "gaussian",
              meaning =
                  "What training does to an image: gaussian adds noise to every value, masking"
                      + " makes pixels black")
          Noise noise,
      @Key(
              value = "0.2",
              min = 0,
              max = 1,
              meaning =
                  "Standard deviation of the Gaussian noise, as a share of black to white, or share"
                      + " of pixels that are masked")
          double strength)
      implements Serializable {}

  @Override
  public String name() {
    return "denoising-ae";
  }

  @Override
  public String inWords() {
    return "denoising autoencoder";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Optional<Corruption> corruption(ModelOptions options) {
    Options own = options.own(Options.class);
    return Optional.of(own.noise().of(own.strength()));
  }

  @Override
  public List<NetworkType> networks() {
    return Network.ANY;
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    return Network.withCode(options, image);
  }
}
