package io.latentlake.model.loss;

import io.latentlake.model.Loss;
import io.latentlake.model.OnnxLoss;
import io.latentlake.onnx.Tensor;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * {@code discretised-logistic}: −log of the probability of each pixel's own grey level, of 256, in
 * nats. It is what a logistic distribution about the decoder output, which is a pixel value, has
 * between the middles to the neighbouring levels; the darkest and the brightest have all beyond
 * them. The scale is 1/32, a deviation of .057 or 14 levels.
 *
 * @see <a href="https://arxiv.org/abs/1701.05517">Salimans et al. 2017, with one component</a>
 */
public record DiscretisedLogistic() implements Loss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "discretised-logistic";
  }

  @Override
  public String unit() {
    return NATS;
  }

  @Override
  public String inWords() {
    return "−log of a discretised logistic probability in nats, summed over pixels";
  }

  @Override
  public OptionalDouble normaliserNats(int values) {
    return OptionalDouble.of(0);
  }

  @Override
  public OnnxLoss onnx() {
    return new ValueGraph(new OfValues()::least) {
      @Override
      public Tensor terms(Tensor decoded, Tensor images) {
        Tensor middle = images.minus(decoded).times(1 / OfValues.SCALE);
        double half = OfValues.HALF_LEVEL / OfValues.SCALE;
        Tensor below = middle.plus(half).times(-1).softplus();
        Tensor above = middle.minus(half).softplus();
        Tensor inside = below.plus(above).minus(OfValues.LOG_WIDTH);
        Tensor notDarkest = images.exceeds(OfValues.HALF_LEVEL);
        Tensor brightest = images.exceeds(1 - OfValues.HALF_LEVEL);
        return notDarkest.choose(brightest.choose(above, inside), below);
      }
    };
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new OfValues();
  }

  private static final class OfValues extends ValueEvaluator {
    private static final double SCALE = 1 / 32.0;
    private static final double HALF_LEVEL = 0.5 / 255;

    /** ln(1 − e^(a−b)) with b and a the ends of a level, which are always as far apart. */
    private static final double LOG_WIDTH = Math.log(-Math.expm1(-2 * HALF_LEVEL / SCALE));

    private static boolean darkest(double pixel) {
      return pixel < HALF_LEVEL;
    }

    private static boolean brightest(double pixel) {
      return pixel > 1 - HALF_LEVEL;
    }

    private static double upper(double output, double pixel) {
      return (pixel + HALF_LEVEL - output) / SCALE;
    }

    private static double lower(double output, double pixel) {
      return (pixel - HALF_LEVEL - output) / SCALE;
    }

    /** With s the logistic function, s(b) − s(a) = s(b)·s(−a)·(1 − e^(a−b)). */
    @Override
    double term(double output, double pixel) {
      if (darkest(pixel)) {
        return Logistic.softplus(-upper(output, pixel));
      }
      if (brightest(pixel)) {
        return Logistic.softplus(lower(output, pixel));
      }
      return Logistic.softplus(-upper(output, pixel))
          + Logistic.softplus(lower(output, pixel))
          - LOG_WIDTH;
    }

    @Override
    double byOutput(double output, double pixel) {
      double fromAbove = brightest(pixel) ? 0 : Logistic.of(-upper(output, pixel));
      double fromBelow = darkest(pixel) ? 0 : Logistic.of(lower(output, pixel));
      return (fromAbove - fromBelow) / SCALE;
    }

    @Override
    double byPixel(double output, double pixel) {
      return -byOutput(output, pixel);
    }

    /** Of an output in the middle of the level; for an end, of one anywhere beyond it. */
    @Override
    double least(double pixel) {
      return darkest(pixel) || brightest(pixel) ? 0 : term(pixel, pixel);
    }
  }
}
