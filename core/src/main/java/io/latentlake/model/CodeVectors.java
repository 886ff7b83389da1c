package io.latentlake.model;

import io.latentlake.architecture.Operation;
import java.util.Arrays;

/**
 * The vectors of a codebook, each the mean of the values it stood for lately. Their statistics, of
 * which training keeps moving averages, are a row for each code: the sum of those values, then how
 * many they were.
 */
public final class CodeVectors {
  private final Operation.Quantise codebook;
  private final int size;
  private final double[] vectors;

  /**
   * Finds the vectors.
   *
   * @param statistics a row of size + 1 for each code
   * @param codebook how latents are made of the vectors
   */
  CodeVectors(double[] statistics, Operation.Quantise codebook) {
    this.codebook = codebook;
    this.size = codebook.size();
    this.vectors = new double[statistics.length / (size + 1) * size];
    for (int i = 0; i < vectors.length; i++) {
      int row = i / size * (size + 1);
      vectors[i] = statistics[row + i % size] / statistics[row + size];
    }
  }

  /**
   * The vectors, one after the other.
   *
   * @return a copy
   */
  public double[] vectors() {
    return vectors.clone();
  }

  /**
   * How latents are made of the vectors.
   *
   * @return the operation
   */
  public Operation.Quantise codebook() {
    return codebook;
  }

  /** The code whose vector is nearest to a part of an image's values; of several the first. */
  private int nearest(double[] values, int image, int part) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int at = 0; at < vectors.length; at += size) {
      double distance = 0;
      for (int i = 0; i < size && distance < least; i++) {
        double away = values[image + codebook.at(part, i)] - vectors[at + i];
        distance += away * away;
      }
      if (distance < least) {
        least = distance;
        nearest = at / size;
      }
    }
    return nearest;
  }

  /** The codes whose vectors a latent is made of, part by part. */
  int[] indices(float[] latent) {
    double[] values = new double[latent.length];
    Arrays.setAll(values, i -> latent[i]);
    return quantise(values, 1);
  }

  /**
   * Overwrites the values of some images, part by part, with the vector nearest to each.
   *
   * @return the code of each part, image by image
   */
  int[] quantise(double[] values, int images) {
    int units = values.length / images;
    int parts = units / size;
    int[] codes = new int[images * parts];
    for (int i = 0; i < codes.length; i++) {
      int image = i / parts * units;
      int part = i % parts;
      codes[i] = nearest(values, image, part);
      for (int value = 0; value < size; value++) {
        values[image + codebook.at(part, value)] = vectors[codes[i] * size + value];
      }
    }
    return codes;
  }
}
