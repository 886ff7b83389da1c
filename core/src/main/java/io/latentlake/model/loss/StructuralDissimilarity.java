package io.latentlake.model.loss;

import io.latentlake.image.StructuralSimilarity;
import io.latentlake.model.Loss;
import io.latentlake.model.OnnxLoss;
import io.latentlake.model.OnnxSimilarity;
import io.latentlake.onnx.Tensor;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * {@code ssim}: 1 − structural similarity at each pixel, summed over channels and pixels. Decoder
 * outputs are pixel values. No likelihood.
 *
 * @see StructuralSimilarity
 */
public record StructuralDissimilarity() implements Loss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "ssim";
  }

  @Override
  public String unit() {
    return "structural dissimilarity";
  }

  @Override
  public String inWords() {
    return "1 − structural similarity, summed over pixels";
  }

  @Override
  public OptionalDouble normaliserNats(int values) {
    return OptionalDouble.empty();
  }

  @Override
  public boolean isSumOverPixels() {
    return false;
  }

  @Override
  public OnnxLoss onnx() {
    return new PlaneGraph() {
      @Override
      public Tensor terms(Tensor decoded, Tensor images) {
        return new OnnxSimilarity(decoded, images).map().from(1);
      }
    };
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new OfPlanes();
  }

  private static final class OfPlanes extends PlaneEvaluator {
    private StructuralSimilarity similarity;

    @Override
    void prepare(int height, int width) {
      similarity = new StructuralSimilarity(height, width);
    }

    @Override
    double[] terms(double[] one, double[] other) {
      double[] terms = similarity.map(one, other);
      for (int i = 0; i < terms.length; i++) {
        terms[i] = 1 - terms[i];
      }
      return terms;
    }

    @Override
    double[] gradient(double[] fixed, double[] moving) {
      double[] gradient = similarity.gradient(fixed, moving);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = -gradient[i];
      }
      return gradient;
    }
  }
}
