package io.latentlake.model.kind;

import io.latentlake.kernel.OffHeap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Eigenvectors of a symmetric matrix, those of large values first; of each, the entry farthest from
 * 0 is positive.
 *
 * @param values falling, none below 0
 * @param vectors a vector each, of length 1
 */
record Eigenvectors(double[] values, double[][] vectors) {
  /**
   * Finds them by LAPACK.
   *
   * @param matrix symmetric, without eigenvalues below 0 but for rounding, [size, size]
   * @param size of the matrix
   */
  static Eigenvectors of(double[] matrix, int size) {
    INDArray columns = Nd4j.create(DataType.DOUBLE, new long[] {size, size}, 'f');
    INDArray from = OffHeap.owned(DataType.DOUBLE, matrix, size, size);
    columns.assign(from);
    INDArray rising = Nd4j.create(DataType.DOUBLE, size);
    int info = Nd4j.getBlasWrapper().syev('V', 'U', columns, rising);
    if (info != 0) {
      throw new IllegalStateException("LAPACK found no eigenvectors of the covariance: " + info);
    }
    double[] found = rising.toDoubleVector();
    double[][] byRow = columns.toDoubleMatrix();
    OffHeap.close(from);
    OffHeap.close(columns);
    OffHeap.close(rising);
    double[] values = new double[size];
    double[][] vectors = new double[size][size];
    for (int i = 0; i < size; i++) {
      int at = size - 1 - i;
      values[i] = Math.max(0, found[at]);
      for (int j = 0; j < size; j++) {
        vectors[i][j] = byRow[j][at];
      }
      turn(vectors[i]);
    }
    return new Eigenvectors(values, vectors);
  }

  private static void turn(double[] vector) {
    double farthest = 0;
    for (double value : vector) {
      farthest = Math.abs(value) > Math.abs(farthest) ? value : farthest;
    }
    if (farthest < 0) {
      for (int j = 0; j < vector.length; j++) {
        vector[j] = -vector[j];
      }
    }
  }

  /** How many of the first have a share of the sum of all values. */
  int reaching(double share) {
    double all = sum(values.length);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i];
      if (sum >= share * all) {
        return i + 1;
      }
    }
    return values.length;
  }

  /** Sum of the first values. */
  double sum(int first) {
    double sum = 0;
    for (int i = 0; i < first; i++) {
      sum += values[i];
    }
    return sum;
  }
}
