package io.latentlake.model.kind;

import io.latentlake.kernel.OffHeap;
import java.io.Serializable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean and covariance of vectors, from parts that are put together. Each part is centred on its own
 * mean first, so that nothing cancels out however far the mean is from nought.
 *
 * @see <a href="https://doi.org/10.1080/00031305.1983.10483115">Chan, Golub and LeVeque 1983</a>
 */
final class Moments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int size;
  private final double[] mean;
  private final double[] products;
  private long count;

  /**
   * Of no vectors.
   *
   * @param size numbers of a vector
   */
  Moments(int size) {
    this.size = size;
    this.mean = new double[size];
    this.products = new double[size * size];
  }

  /**
   * Adds vectors.
   *
   * @param columns a vector each, [size, vectors], row by row; centred in place
   */
  void add(double[] columns) {
    int vectors = columns.length / size;
    double[] ownMean = new double[size];
    for (int row = 0; row < size; row++) {
      double sum = 0;
      for (int i = row * vectors; i < (row + 1) * vectors; i++) {
        sum += columns[i];
      }
      ownMean[row] = sum / vectors;
      for (int i = row * vectors; i < (row + 1) * vectors; i++) {
        columns[i] -= ownMean[row];
      }
    }
    INDArray centred = OffHeap.owned(DataType.DOUBLE, columns, size, vectors);
    // a view whose columns lie one after the other, as BLAS has them
    INDArray rows = centred.transpose();
    INDArray product = Nd4j.gemm(rows, rows, true, false);
    add(vectors, ownMean, OffHeap.read(product));
    OffHeap.close(product);
    OffHeap.close(centred);
  }

  /** Adds what others saw. */
  void add(Moments other) {
    add(other.count, other.mean, other.products);
  }

  private void add(long otherCount, double[] otherMean, double[] otherProducts) {
    long all = count + otherCount;
    if (otherCount == 0) {
      return;
    }
    double weight = (double) count / all * otherCount;
    double share = (double) otherCount / all;
    double[] difference = new double[size];
    for (int i = 0; i < size; i++) {
      difference[i] = otherMean[i] - mean[i];
      mean[i] += share * difference[i];
    }
    for (int i = 0; i < size; i++) {
      double times = weight * difference[i];
      for (int j = 0; j < size; j++) {
        products[i * size + j] += otherProducts[i * size + j] + times * difference[j];
      }
    }
    count = all;
  }

  /** How many vectors there were. */
  long count() {
    return count;
  }

  /** Their mean. */
  double[] mean() {
    return mean.clone();
  }

  /** Their covariance, as of all that there are, [size, size]. */
  double[] covariance() {
    double[] covariance = new double[products.length];
    for (int i = 0; i < covariance.length; i++) {
      covariance[i] = products[i] / count;
    }
    return covariance;
  }
}
