package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.PictureScore;
import io.latentlake.model.Reconstructions;
import io.latentlake.onnx.Tensor;

/**
 * {@code squared_error}: squared difference from the reconstruction, summed over the image,
 * whatever loss the model was trained on. Unlike cross-entropy it is 0 for a perfect reconstruction
 * of an image of any brightness.
 */
public final class SquaredErrorScore implements PictureScore {
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

  @Override
  public Tensor onnx(OnnxReconstructions found) {
    return found.residuals().squared().sum();
  }

  @Override
  public double of(ImageShape shape, double[] image, double[] reconstruction) {
    double sum = 0;
    for (int i = 0; i < image.length; i++) {
      double difference = image[i] - reconstruction[i];
      sum += difference * difference;
    }
    return sum;
  }
}
