package io.latentlake.explain;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A function of an image that is written down by hand, with its derivative. */
public abstract class ToyFunction implements ExplainedFunction {
  /** The number at an image. */
  public abstract double value(float[] x);

  abstract double[] derivative(float[] x);

  /** Terms that sum to the value; by default everything is the first pixel's. */
  double[] terms(float[] x) {
    double[] terms = new double[x.length];
    terms[0] = value(x);
    return terms;
  }

  private int largestBatch;

  private long passes;

  /** Count of what went through. */
  public int largestBatch() {
    return largestBatch;
  }

  /** Count of what went through. */
  public long passes() {
    return passes;
  }

  private void count(Pixels images) {
    largestBatch = Math.max(largestBatch, images.count());
    passes += images.count();
  }

  @Override
  public double[] values(Pixels images, int[] explained) {
    count(images);
    double[] values = new double[images.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(images.rows()[i]);
    }
    return values;
  }

  @Override
  public Pixels gradient(Pixels images, int[] explained) {
    return each(images, this::derivative);
  }

  @Override
  public Pixels pixelTerms(Pixels images) {
    return each(images, this::terms);
  }

  @Override
  public Pixels leastPixelTerms(Pixels images) {
    return new Pixels(images.shape(), new float[images.count()][images.shape().values()]);
  }

  Pixels each(Pixels images, Function<float[], double[]> numbers) {
    count(images);
    float[][] rows = new float[images.count()][images.shape().values()];
    for (int i = 0; i < rows.length; i++) {
      double[] row = numbers.apply(images.rows()[i]);
      for (int j = 0; j < row.length; j++) {
        rows[i][j] = (float) row[j];
      }
    }
    return new Pixels(images.shape(), rows);
  }

  /** A number whose derivative nobody asks for. */
  public static ToyFunction of(ToDoubleFunction<float[]> number) {
    return new ToyFunction() {
      @Override
      public double value(float[] x) {
        return number.applyAsDouble(x);
      }

      @Override
      double[] derivative(float[] x) {
        throw new UnsupportedOperationException("this function has no derivative");
      }
    };
  }

  /** Σ w·x. */
  public static ToyFunction linear(double... weights) {
    return new ToyFunction() {
      @Override
      public double value(float[] x) {
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
          sum += weights[j] * x[j];
        }
        return sum;
      }

      @Override
      double[] derivative(float[] x) {
        return weights.clone();
      }

      @Override
      double[] terms(float[] x) {
        double[] terms = weights.clone();
        for (int j = 0; j < terms.length; j++) {
          terms[j] *= x[j];
        }
        return terms;
      }
    };
  }

  /** Terms that are the same for every image, with the least that they can be. */
  public static ToyFunction costing(double[] terms, double[] least) {
    return new ToyFunction() {
      @Override
      public double value(float[] x) {
        return Arrays.stream(terms).sum();
      }

      @Override
      double[] derivative(float[] x) {
        return new double[x.length];
      }

      @Override
      double[] terms(float[] x) {
        return terms.clone();
      }

      @Override
      public Pixels leastPixelTerms(Pixels images) {
        return each(images, x -> least);
      }
    };
  }

  /** min(1, x₀ + x₁), saturated as in the paper's example of a gradient that misses a cause. */
  public static ToyFunction saturating() {
    return new ToyFunction() {
      @Override
      public double value(float[] x) {
        return Math.min(1, x[0] + x[1]);
      }

      @Override
      double[] derivative(float[] x) {
        double[] derivative = new double[x.length];
        if (x[0] + x[1] < 1) {
          derivative[0] = 1;
          derivative[1] = 1;
        }
        return derivative;
      }
    };
  }

  /** Σ x_j², and x₀·x₁ on top. */
  public static ToyFunction quadratic() {
    return new ToyFunction() {
      @Override
      public double value(float[] x) {
        double sum = (double) x[0] * x[1];
        for (float v : x) {
          sum += (double) v * v;
        }
        return sum;
      }

      @Override
      double[] derivative(float[] x) {
        double[] derivative = new double[x.length];
        for (int j = 0; j < x.length; j++) {
          derivative[j] = 2 * x[j];
        }
        derivative[0] += x[1];
        derivative[1] += x[0];
        return derivative;
      }
    };
  }
}
