package io.latentlake.model.loss;

import io.latentlake.model.Loss;
import io.latentlake.model.OnnxLoss;
import io.latentlake.onnx.Tensor;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * {@code l1}: Σ |x − t|, t the pixels and x the decoder outputs, which are pixel values. Single
 * values that are far off weigh less than under a squared error. As a likelihood it is that of a
 * Laplace distribution of scale 1 for each value.
 */
public record AbsoluteError() implements Loss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "l1";
  }

  @Override
  public String unit() {
    return "pixel values";
  }

  @Override
  public String inWords() {
    return "absolute error, summed over pixels";
  }

  @Override
  public OptionalDouble normaliserNats(int values) {
    return OptionalDouble.of(values * Math.log(2));
  }

  @Override
  public boolean comparesDifferences() {
    return true;
  }

  @Override
  public OnnxLoss onnx() {
    return new ValueGraph(pixel -> 0) {
      @Override
      public Tensor terms(Tensor decoded, Tensor images) {
        return decoded.minus(images).size();
      }
    };
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new OfValues();
  }

  private static final class OfValues extends ValueEvaluator {
    @Override
    double term(double output, double pixel) {
      return Math.abs(output - pixel);
    }

    @Override
    double byOutput(double output, double pixel) {
      return Math.signum(output - pixel);
    }

    @Override
    double byPixel(double output, double pixel) {
      return Math.signum(pixel - output);
    }

    @Override
    double least(double pixel) {
      return 0;
    }
  }
}
