package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.Optional;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Makes a minibatch's arrays as the training graph wants them. */
public final class TrainingArrays implements Serializable {
  private static final long serialVersionUID = 1L;

  public TrainingArrays(ModelOptions options, ImageShape shape, Optional<float[]> meanImage) {}

  /** noise: [images × latent] for a VAE (see KeyedNoise.minibatch), else null-free empty array. */
  public MultiDataSet minibatch(byte[][] pixels, float[] noise, double beta) {
    throw new UnsupportedOperationException();
  }
}
