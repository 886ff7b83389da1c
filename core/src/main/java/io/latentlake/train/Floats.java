package io.latentlake.train;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Parameters between the heap, where Spark moves them, and native memory, where they train. */
final class Floats {
  private Floats() {}

  /**
   * Copies out.
   *
   * @param array float32, any shape; null reads as empty, as an optimiser without state has it
   * @return its values in order
   */
  static float[] copy(INDArray array) {
    if (array == null) {
      return new float[0];
    }
    INDArray dense = array.dup('c');
    float[] values = new float[Math.toIntExact(dense.length())];
    new FloatPointer(dense.data().addressPointer()).get(values);
    return values;
  }

  /**
   * Copies in.
   *
   * @param values values in order
   * @param array array of as many, overwritten; null takes an empty one
   */
  static void assign(float[] values, INDArray array) {
    long length = array == null ? 0 : array.length();
    if (values.length != length) {
      throw new IllegalStateException(
          values.length + " values do not fit an array of " + length + " values");
    }
    if (array != null) {
      array.assign(Nd4j.create(values, array.shape(), 'c'));
    }
  }

  /** Whether no value is NaN or infinite. */
  static boolean finite(float[] values) {
    float product = 0;
    for (float value : values) {
      // NaN and infinity times zero are NaN, and NaN stays.
      product += value * 0;
    }
    return product == 0;
  }
}
