package io.latentlake.evaluate.disentangle;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealVector;

/**
 * Logistic models that tell each class from all others, with a squared penalty of 1 over the number
 * of rows on weights of standardised features. Newton's method takes about ten steps: on features
 * as few as a latent's, less than Spark's learner takes to start the job of one step.
 *
 * @param mean of each feature
 * @param deviation of each feature; 0 of one that is constant, which has no weight
 * @param weights {@code [class][feature]}, and the offset at the end
 */
record LogisticModel(double[] mean, double[] deviation, double[][] weights) {
  /** Bounds the time: rows times squared features, for one step on one class. */
  private static final long MOST_WORK = 200_000_000;

  private static final int MOST_STEPS = 30;
  private static final double ENOUGH = 1e-8;
  private static final double NOTHING = 1e-12;

  /**
   * Fits.
   *
   * @param rows {@code [row][feature]}
   * @param classes the class of each row
   * @param count how many classes there are
   * @param fitted so many rows, the first, are fitted; fewer if there are more than 158 features
   * @return the models
   */
  static LogisticModel fit(double[][] rows, int[] classes, int count, int fitted) {
    int features = rows[0].length;
    int used = (int) Math.min(fitted, MOST_WORK / features / features);
    double[] mean = new double[features];
    double[] deviation = new double[features];
    for (int f = 0; f < features; f++) {
      int feature = f;
      mean[f] = Arrays.stream(rows, 0, used).mapToDouble(row -> row[feature]).average().orElse(0);
      double variance =
          Arrays.stream(rows, 0, used)
              .mapToDouble(row -> (row[feature] - mean[feature]) * (row[feature] - mean[feature]))
              .average()
              .orElse(0);
      deviation[f] = variance < NOTHING * NOTHING ? 0 : Math.sqrt(variance);
    }
    LogisticModel scale = new LogisticModel(mean, deviation, new double[0][]);
    double[][] scaled = Arrays.stream(rows, 0, used).map(scale::scaled).toArray(double[][]::new);
    double[][] weights = new double[count][];
    for (int of = 0; of < count; of++) {
      int own = of;
      weights[of] =
          weights(scaled, IntStream.range(0, used).map(i -> classes[i] == own ? 1 : 0).toArray());
    }
    return new LogisticModel(mean, deviation, weights);
  }

  /** Log-odds of each class against all others. */
  double[] logOdds(double[] row) {
    double[] scaled = scaled(row);
    return Arrays.stream(weights).mapToDouble(of -> dot(of, scaled)).toArray();
  }

  /** The class of highest log-odds. */
  int foremost(double[] row) {
    double[] odds = logOdds(row);
    return IntStream.range(0, odds.length).reduce(0, (best, i) -> odds[i] > odds[best] ? i : best);
  }

  private double[] scaled(double[] row) {
    double[] scaled = new double[row.length + 1];
    for (int f = 0; f < row.length; f++) {
      scaled[f] = deviation[f] == 0 ? 0 : (row[f] - mean[f]) / deviation[f];
    }
    scaled[row.length] = 1;
    return scaled;
  }

  /** Weights of least {@link #loss}. */
  private static double[] weights(double[][] rows, int[] own) {
    double[] best = new double[rows[0].length];
    double loss = loss(rows, own, best);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] move = newton(rows, own, best);
      double[] next = best;
      double nextLoss = loss;
      for (double part = 1; part > NOTHING; part /= 2) {
        double share = part;
        double[] from = best;
        next =
            IntStream.range(0, move.length).mapToDouble(i -> from[i] - share * move[i]).toArray();
        nextLoss = loss(rows, own, next);
        if (nextLoss <= loss) {
          break;
        }
      }
      if (loss - nextLoss <= ENOUGH) {
        return best;
      }
      best = next;
      loss = nextLoss;
    }
    return best;
  }

  /** Mean logistic loss in nats and the penalty. */
  static double loss(double[][] rows, int[] own, double[] weights) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      double odds = own[i] == 1 ? dot(weights, rows[i]) : -dot(weights, rows[i]);
      sum += odds > 0 ? Math.log1p(Math.exp(-odds)) : Math.log1p(Math.exp(odds)) - odds;
    }
    double penalty = Arrays.stream(weights, 0, weights.length - 1).map(w -> w * w).sum() / 2;
    return (sum + penalty) / rows.length;
  }

  private static double[] newton(double[][] rows, int[] own, double[] weights) {
    int size = weights.length;
    double[] gradient = new double[size];
    double[][] curve = new double[size][size];
    for (int f = 0; f < size; f++) {
      boolean offset = f == size - 1;
      gradient[f] = offset ? 0 : weights[f];
      // the offset is not penalised, and its curvature may vanish where all is told
      curve[f][f] = offset ? NOTHING : 1;
    }
    for (int i = 0; i < rows.length; i++) {
      double[] row = rows[i];
      double probability = 1 / (1 + Math.exp(-dot(weights, row)));
      double spread = probability * (1 - probability);
      for (int f = 0; f < size; f++) {
        gradient[f] += (probability - own[i]) * row[f];
        double factor = spread * row[f];
        for (int g = 0; g <= f; g++) {
          curve[f][g] += factor * row[g];
        }
      }
    }
    for (int f = 0; f < size; f++) {
      for (int g = 0; g < f; g++) {
        curve[g][f] = curve[f][g];
      }
    }
    RealVector move =
        new CholeskyDecomposition(new Array2DRowRealMatrix(curve, false))
            .getSolver()
            .solve(new ArrayRealVector(gradient, false));
    return move.toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
