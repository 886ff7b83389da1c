package io.latentlake.bench;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import java.util.List;
import java.util.Locale;

/**
 * The reference networks: convolutions of 32 and 64 channels, and of more for larger images, a
 * latent, and their mirror image.
 */
public enum Network {
  /** Autoencoder of grey images. */
  AE28("conv-ae", 32, new ImageShape(1, 28, 28)),
  /** Variational autoencoder of grey images. */
  VAE28("conv-vae", 16, new ImageShape(1, 28, 28)),
  /** Autoencoder of colour images. */
  AE32("conv-ae", 64, new ImageShape(3, 32, 32)),
  /** Variational autoencoder of colour images. */
  VAE32("conv-vae", 64, new ImageShape(3, 32, 32)),
  /** Autoencoder of larger grey images. */
  AE64("conv-ae", 64, new ImageShape(1, 64, 64), 32, 64, 128),
  /** Autoencoder of larger colour images. */
  AE128("conv-ae", 128, new ImageShape(3, 128, 128), 32, 64, 128, 256);

  private final String kind;
  private final int latent;
  private final ImageShape shape;
  private final List<Integer> channels;

  Network(String kind, int latent, ImageShape shape) {
    this(kind, latent, shape, 32, 64);
  }

  Network(String kind, int latent, ImageShape shape, Integer... channels) {
    this.kind = kind;
    this.latent = latent;
    this.shape = shape;
    this.channels = List.of(channels);
  }

  /** Its name in the results. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  String kind() {
    return kind;
  }

  int latent() {
    return latent;
  }

  /**
   * Size of its images.
   *
   * @return the size
   */
  public ImageShape shape() {
    return shape;
  }

  boolean variational() {
    return options().variational();
  }

  /**
   * The network as the product describes it.
   *
   * @return the options
   */
  public ModelOptions options() {
    return Options.of(
        ModelOptions.class,
        "id=" + title(),
        "kind=" + kind,
        "latent=" + latent,
        "channels=" + channels);
  }
}
