package io.latentlake.model.loss;

import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import io.latentlake.model.Loss;
import io.latentlake.model.OnnxLoss;
import io.latentlake.onnx.Tensor;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code continuous-bernoulli}: −log of the density on [0, 1] that is proportional to λ^x·(1 −
 * λ)^(1 − x), in nats. Decoder outputs are the logits h of λ, with which the density is e^(h·x)·h /
 * (e^h − 1); pixels are its mean. Unlike binary cross-entropy it is a likelihood of grey pixels. A
 * density may exceed 1, so there may be fewer than 0 nats.
 *
 * @see <a href="https://arxiv.org/abs/1907.06845">Loaiza-Ganem and Cunningham 2019</a>
 */
public record ContinuousBernoulli() implements Loss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "continuous-bernoulli";
  }

  @Override
  public String unit() {
    return NATS;
  }

  @Override
  public String inWords() {
    return "−log of a continuous Bernoulli density in nats, summed over pixels";
  }

  @Override
  public OptionalDouble normaliserNats(int values) {
    return OptionalDouble.of(0);
  }

  /** Both sides of the border near 0 are computed, but each only where it is finite and true. */
  @Override
  public OnnxLoss onnx() {
    return new ValueGraph(new OfLogits(DataType.DOUBLE)::least) {
      @Override
      public Tensor terms(Tensor decoded, Tensor images) {
        Tensor size = decoded.size();
        Tensor square = size.squared();
        Tensor near = square.times(1 / 24.0).minus(square.squared().times(1 / 2880.0));
        Tensor safe = size.atLeast(OfLogits.NEAR_ZERO);
        Tensor far =
            safe.times(0.5).plus(safe.times(-1).exponential().from(1).over(safe).logarithm());
        return size.exceeds(OfLogits.NEAR_ZERO)
            .choose(far, near)
            .plus(decoded.times(0.5))
            .minus(images.times(decoded));
      }

      @Override
      public Tensor pixels(Tensor decoded) {
        Tensor cube = decoded.squared().times(decoded);
        Tensor near = decoded.times(1 / 12.0).minus(cube.times(1 / 720.0)).plus(0.5);
        Tensor size = decoded.size();
        Tensor away = size.exceeds(OfLogits.NEAR_ZERO);
        Tensor safe = away.choose(decoded, 1);
        // 1/(1 − e^−h) − 1/h
        Tensor far = safe.times(-1).exponential().from(1).power(-1).minus(safe.power(-1));
        return away.choose(far, near);
      }
    };
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new OfLogits(type);
  }

  private static final class OfLogits extends ValueEvaluator {
    /** Below it the first terms of the series about 0 are exact to 1e-12, above it the formulas. */
    private static final double NEAR_ZERO = 0.03;

    /** Half a grey level: no image asks for a mean closer to 0 or 1. */
    private static final double HALF_LEVEL = 0.5 / 255;

    private static final int HALVINGS = 60;

    private final DataType type;
    private final Scratch room = new Scratch();

    OfLogits(DataType type) {
      this.type = type;
    }

    /** ln((e^h − 1)/h), the logarithm of what the density e^(h·x) has to be divided by. */
    private static double logNormaliser(double logit) {
      double size = Math.abs(logit);
      double square = size * size;
      double even =
          size < NEAR_ZERO
              ? square / 24 - square * square / 2880
              : size / 2 + Math.log(-Math.expm1(-size) / size);
      return logit / 2 + even;
    }

    /** The mean of the density: the derivative of {@link #logNormaliser}. */
    private static double mean(double logit) {
      return Math.abs(logit) < NEAR_ZERO
          ? 0.5 + logit / 12 - logit * logit * logit / 720
          : -1 / Math.expm1(-logit) - 1 / logit;
    }

    @Override
    double term(double logit, double pixel) {
      return logNormaliser(logit) - pixel * logit;
    }

    @Override
    double byOutput(double logit, double pixel) {
      return mean(logit) - pixel;
    }

    @Override
    double byPixel(double logit, double pixel) {
      return -logit;
    }

    /** With the pixel, or what is within the image's rounding of it, as the mean. */
    @Override
    double least(double pixel) {
      double wanted = Math.max(HALF_LEVEL, Math.min(1 - HALF_LEVEL, pixel));
      double low = -2 / HALF_LEVEL;
      double high = 2 / HALF_LEVEL;
      for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (mean(middle) < wanted) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return term(low, pixel);
    }

    @Override
    public INDArray pixels(INDArray decoded) {
      double[] values = OffHeap.read(decoded);
      for (int i = 0; i < values.length; i++) {
        values[i] = mean(values[i]);
      }
      INDArray means = room.of(type, decoded.shape());
      OffHeap.write(values, means);
      return means;
    }

    @Override
    public void close() {
      room.close();
    }
  }
}
