package io.latentlake.model.loss;

import io.latentlake.model.Loss;
import io.latentlake.model.OnnxLoss;
import io.latentlake.onnx.Tensor;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * {@code gaussian}: −log of a normal density of deviation 1 about the decoder outputs, which are
 * pixel values: (x − t)²/2 + ln(2π)/2 for each value, in nats.
 */
public record UnitGaussian() implements Loss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "gaussian";
  }

  @Override
  public String unit() {
    return NATS;
  }

  @Override
  public String inWords() {
    return "−log of a normal density of deviation 1 in nats, summed over pixels";
  }

  @Override
  public OptionalDouble normaliserNats(int values) {
    return OptionalDouble.of(0);
  }

  @Override
  public boolean comparesDifferences() {
    return true;
  }

  @Override
  public OnnxLoss onnx() {
    return new ValueGraph(pixel -> OfValues.NORMALISER) {
      @Override
      public Tensor terms(Tensor decoded, Tensor images) {
        return decoded.minus(images).squared().times(0.5).plus(OfValues.NORMALISER);
      }
    };
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new OfValues();
  }

  private static final class OfValues extends ValueEvaluator {
    private static final double NORMALISER = Math.log(2 * Math.PI) / 2;

    @Override
    double term(double output, double pixel) {
      return (output - pixel) * (output - pixel) / 2 + NORMALISER;
    }

    @Override
    double byOutput(double output, double pixel) {
      return output - pixel;
    }

    @Override
    double byPixel(double output, double pixel) {
      return pixel - output;
    }

    @Override
    double least(double pixel) {
      return NORMALISER;
    }
  }
}
