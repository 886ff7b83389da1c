package io.latentlake.model.anomaly;

import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;

/**
 * {@code squared_error}: squared difference from the reconstruction, summed over the image,
 * whatever loss the model was trained on. Unlike cross-entropy it is 0 for a perfect reconstruction
 * of an image of any brightness.
 */
public final class SquaredErrorScore implements AnomalyScore {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "squared_error";
  }

  @Override
  public String inWords() {
    return "squared error";
  }

  @Override
  public String unit(ModelOptions model) {
    return "squared pixel values";
  }

  @Override
  public double[] perImage(Reconstructions found) {
    return found.squaredErrorSum();
  }
}
