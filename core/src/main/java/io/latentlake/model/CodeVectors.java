package io.latentlake.model;

import java.util.Arrays;

/**
 * The vectors of a codebook, each the mean of the values it stood for lately. Their statistics, of
 * which training keeps moving averages, are a row for each code: the sum of those values, then how
 * many they were.
 */
final class CodeVectors {
  private final int size;
  private final double[] vectors;

  /**
   * Finds the vectors.
   *
   * @param statistics a row of size + 1 for each code
   * @param size values of a vector
   */
  CodeVectors(double[] statistics, int size) {
    this.size = size;
    this.vectors = new double[statistics.length / (size + 1) * size];
    for (int i = 0; i < vectors.length; i++) {
      int row = i / size * (size + 1);
      vectors[i] = statistics[row + i % size] / statistics[row + size];
    }
  }

  /** The code whose vector is nearest to some values; of several the first. */
  int nearest(double[] values, int from) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int at = 0; at < vectors.length; at += size) {
      double distance = 0;
      for (int i = 0; i < size && distance < least; i++) {
        double away = values[from + i] - vectors[at + i];
        distance += away * away;
      }
      if (distance < least) {
        least = distance;
        nearest = at / size;
      }
    }
    return nearest;
  }

  /** The codes whose vectors a latent is made of, position by position. */
  int[] indices(float[] latent) {
    double[] values = new double[latent.length];
    Arrays.setAll(values, i -> latent[i]);
    return quantise(values);
  }

  /** Overwrites values, part by part, with the vector nearest to each. */
  int[] quantise(double[] values) {
    int[] codes = new int[values.length / size];
    for (int part = 0; part < codes.length; part++) {
      codes[part] = nearest(values, part * size);
      System.arraycopy(vectors, codes[part] * size, values, part * size, size);
    }
    return codes;
  }
}
