package io.latentlake.model.loss;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.Loss;
import io.latentlake.model.OnnxLoss;
import io.latentlake.onnx.Tensor;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code squared-error}: Σ (x − t)², t the pixels and x the decoder outputs, which are pixel
 * values. As a likelihood it is that of a Gaussian of variance 1/2 for each value.
 */
public record SquaredError() implements Loss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return SQUARED_ERROR;
  }

  @Override
  public String unit() {
    return SQUARED_PIXEL_VALUES;
  }

  @Override
  public String inWords() {
    return "squared error, summed over pixels";
  }

  @Override
  public OptionalDouble normaliserNats(int values) {
    return OptionalDouble.of(0.5 * values * Math.log(Math.PI));
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
        return decoded.minus(images).squared();
      }
    };
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return type == DataType.FLOAT ? new OfFloats() : new OfValues();
  }

  private static class OfValues extends ValueEvaluator {
    @Override
    double term(double output, double pixel) {
      return (pixel - output) * (pixel - output);
    }

    @Override
    double byOutput(double output, double pixel) {
      return 2 * (output - pixel);
    }

    @Override
    double byPixel(double output, double pixel) {
      return 2 * (pixel - output);
    }

    @Override
    double least(double pixel) {
      return 0;
    }
  }

  /** The differences are float32, sums over an image double precision. */
  private static final class OfFloats extends OfValues {
    private float[] values = new float[0];
    private float[] targets = new float[0];

    @Override
    public double[] perImage(INDArray decoded, INDArray images, INDArray gradient) {
      values = OffHeap.read(decoded, values);
      targets = OffHeap.read(images, targets);
      for (int i = 0; i < values.length; i++) {
        values[i] -= targets[i];
      }
      double[] sums = new double[Math.toIntExact(decoded.size(0))];
      int size = values.length / sums.length;
      for (int image = 0; image < sums.length; image++) {
        sums[image] = squares(values, image * size, (image + 1) * size);
      }
      if (gradient != null) {
        for (int i = 0; i < values.length; i++) {
          values[i] *= 2;
        }
        OffHeap.write(values, gradient);
      }
      return sums;
    }

    private static double squares(float[] values, int from, int to) {
      // two sums side by side, as each addition waits for the one before
      double even = 0;
      double odd = 0;
      int i = from;
      for (; i + 1 < to; i += 2) {
        even += (double) values[i] * values[i];
        odd += (double) values[i + 1] * values[i + 1];
      }
      return i < to ? even + odd + (double) values[i] * values[i] : even + odd;
    }

    @Override
    public void addByImages(INDArray decoded, INDArray images, INDArray byImages) {
      byImages.addi(images.sub(decoded).muli(2));
    }
  }
}
