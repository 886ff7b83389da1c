package io.latentlake.train;

import java.util.Optional;

/**
 * Early stopping: remembers the parameters with the lowest loss over the validation images, the KL
 * divergence weighted by beta as in training.
 *
 * @param epoch epoch they are of, from 1; 0 if there are none yet
 * @param value that loss, a mean over images; lower is better
 * @param parameters the parameters, empty if there are none yet
 */
record BestEpoch(int epoch, double value, float[] parameters) {
  static final BestEpoch NONE = new BestEpoch(0, Double.POSITIVE_INFINITY, new float[0]);

  /** The better of this and another epoch; the earlier if both are as good. */
  BestEpoch or(int otherEpoch, double otherValue, float[] otherParameters) {
    return otherValue < value ? new BestEpoch(otherEpoch, otherValue, otherParameters) : this;
  }

  /** Whether so many epochs after this one were no better. */
  boolean patienceEnded(int patience, int epochsDone) {
    return patience > 0 && epoch > 0 && epochsDone - epoch >= patience;
  }

  Optional<float[]> found() {
    return epoch > 0 ? Optional.of(parameters) : Optional.empty();
  }
}
