package io.latentlake.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Leading eigenvectors of AᵀA for a tall matrix A whose rows lie on the executors, by subspace
 * iteration: a block of vectors, larger than asked for, is multiplied by AᵀA and made orthonormal
 * until the eigenvalues that it holds no longer grow. Each step is one pass over the rows; Spark's
 * own way takes one for every vector and more.
 *
 * @see <a href="https://arxiv.org/abs/0909.4061">Halko et al. 2009</a>
 */
final class SubspaceIteration {
  /** Vectors of the block for each one asked for, and some more: so it converges in a few steps. */
  private static final int TIMES = 2;

  private static final int MORE = 8;
  private static final int MOST_STEPS = 30;

  /** An error of the sum of eigenvalues is the square of one in the directions. */
  private static final double ENOUGH = 1e-8;

  private static final double NOTHING = 1e-12;

  /** Rows that go through the block together, so that it is read from memory once for all. */
  private static final int ROWS_TOGETHER = 16;

  private SubspaceIteration() {}

  /**
   * Finds eigenvectors.
   *
   * @param rows rows of A; read several times, so worth keeping
   * @param length of a row
   * @param count how many vectors; fewer are found if A has a lower rank
   * @return orthonormal vectors, that of the largest eigenvalue first
   */
  static double[][] of(JavaRDD<double[]> rows, int length, int count) {
    double[][] block = start(length, Math.min(length, TIMES * count + MORE));
    double before = 0;
    for (int step = 1; ; step++) {
      double[][] product = multiply(rows, block);
      EigenDecomposition inBlock = new EigenDecomposition(small(block, product));
      double[] values = inBlock.getRealEigenvalues();
      double found = Arrays.stream(values).limit(count).sum();
      if (step == MOST_STEPS || found - before <= ENOUGH * found || block.length == length) {
        return directions(block, inBlock, count);
      }
      before = found;
      block = orthonormal(product);
    }
  }

  private static double[][] start(int length, int size) {
    SplittableRandom random = new SplittableRandom(1);
    double[][] block = new double[size][length];
    for (double[] vector : block) {
      Arrays.setAll(vector, i -> random.nextGaussian());
    }
    return orthonormal(block);
  }

  /** Gram and Schmidt's way, twice; leaves out vectors that the others span. */
  private static double[][] orthonormal(double[][] vectors) {
    List<double[]> basis = new ArrayList<>();
    double largest = Arrays.stream(vectors).mapToDouble(v -> dot(v, v)).max().orElse(0);
    for (double[] vector : vectors) {
      for (int again = 0; again < 2; again++) {
        for (double[] known : basis) {
          double share = dot(known, vector);
          for (int i = 0; i < vector.length; i++) {
            vector[i] -= share * known[i];
          }
        }
      }
      double norm = Math.sqrt(dot(vector, vector));
      if (norm > NOTHING * Math.sqrt(largest)) {
        basis.add(Arrays.stream(vector).map(value -> value / norm).toArray());
      }
    }
    return basis.toArray(double[][]::new);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** AᵀA within the block: its eigenvalues are the best that the block can give. */
  private static Array2DRowRealMatrix small(double[][] block, double[][] product) {
    int size = block.length;
    double[][] small = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        small[row][column] = dot(block[row], product[column]);
        small[column][row] = small[row][column];
      }
    }
    return new Array2DRowRealMatrix(small, false);
  }

  private static double[][] directions(double[][] block, EigenDecomposition inBlock, int count) {
    double[] values = inBlock.getRealEigenvalues();
    return IntStream.range(0, Math.min(count, values.length))
        .filter(i -> values[i] > NOTHING * values[0])
        .mapToObj(i -> combined(block, inBlock.getEigenvector(i).toArray()))
        .toArray(double[][]::new);
  }

  private static double[] combined(double[][] block, double[] weights) {
    double[] sum = new double[block[0].length];
    for (int v = 0; v < block.length; v++) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weights[v] * block[v][i];
      }
    }
    return sum;
  }

  /** AᵀA times each vector of a block. */
  private static double[][] multiply(JavaRDD<double[]> rows, double[][] block) {
    Broadcast<double[][]> shared =
        JavaSparkContext.fromSparkContext(rows.context()).broadcast(transposed(block));
    try {
      double[][] product =
          rows.mapPartitions(
                  part -> Collections.singleton(new Pass(shared.value()).over(part)).iterator())
              .treeReduce(SubspaceIteration::add);
      return transposed(product);
    } finally {
      shared.destroy();
    }
  }

  private static double[][] add(double[][] to, double[][] more) {
    for (int i = 0; i < to.length; i++) {
      addTo(to[i], 1, more[i]);
    }
    return to;
  }

  private static void addTo(double[] sum, double weight, double[] values) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * values[i];
    }
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] turned = new double[matrix[0].length][matrix.length];
    for (int row = 0; row < matrix.length; row++) {
      for (int column = 0; column < turned.length; column++) {
        turned[column][row] = matrix[row][column];
      }
    }
    return turned;
  }

  /** Rows of a partition times a block, {@code [coordinate][vector]}, and back. */
  private record Pass(double[][] block) implements Serializable {
    double[][] over(Iterator<double[]> rows) {
      double[][] product = new double[block.length][block[0].length];
      List<double[]> together = new ArrayList<>();
      while (rows.hasNext()) {
        together.add(rows.next());
        if (together.size() == ROWS_TOGETHER || !rows.hasNext()) {
          add(together, product);
          together.clear();
        }
      }
      return product;
    }

    private void add(List<double[]> rows, double[][] product) {
      double[][] codes = new double[rows.size()][block[0].length];
      for (int i = 0; i < block.length; i++) {
        for (int row = 0; row < codes.length; row++) {
          addTo(codes[row], rows.get(row)[i], block[i]);
        }
      }
      for (int i = 0; i < block.length; i++) {
        for (int row = 0; row < codes.length; row++) {
          addTo(product[i], rows.get(row)[i], codes[row]);
        }
      }
    }
  }
}
