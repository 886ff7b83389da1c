package io.latentlake.train;

import io.latentlake.kernel.OffHeap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Parameters between the heap, where Spark moves them, and native memory, where they train. */
final class Floats {
  private static final int PIECE = 4096;

  private Floats() {}

  /**
   * Copies out.
   *
   * @param array float32 vector; null reads as empty, as an optimiser without state has it
   * @return its values in order
   * @throws IllegalArgumentException if the array is not float32
   */
  static float[] copy(INDArray array) {
    if (array == null) {
      return new float[0];
    }
    return OffHeap.read(array, new float[0]);
  }

  /**
   * Copies in.
   *
   * @param values values in order
   * @param array float32 vector of as many, overwritten; null takes an empty one
   */
  static void assign(float[] values, INDArray array) {
    long length = array == null ? 0 : array.length();
    if (values.length != length) {
      throw new IllegalStateException(
          values.length + " values do not fit an array of " + length + " values");
    }
    if (array != null) {
      OffHeap.write(values, array);
    }
  }

  /** Writes an array and its length. */
  static void write(float[] values, ObjectOutput out) throws IOException {
    out.writeInt(values.length);
    writeValues(values, out);
  }

  /** Reads what {@link #write} wrote. */
  static float[] read(ObjectInput in) throws IOException {
    return readValues(in.readInt(), in);
  }

  /** Writes little-endian float32 values, in pieces that stay in the processor's cache. */
  static void writeValues(float[] values, DataOutput out) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += PIECE) {
      int length = Math.min(PIECE, values.length - from);
      piece.asFloatBuffer().put(values, from, length);
      out.write(piece.array(), 0, length * Float.BYTES);
    }
  }

  /** Reads as many values of what {@link #writeValues} wrote. */
  static float[] readValues(int count, DataInput in) throws IOException {
    float[] values = new float[count];
    ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < count; from += PIECE) {
      int length = Math.min(PIECE, count - from);
      in.readFully(piece.array(), 0, length * Float.BYTES);
      piece.asFloatBuffer().get(values, from, length);
    }
    return values;
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
