package io.latentlake.train;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Parameters between the heap, where Spark moves them, and native memory, where they train. */
final class Floats {
  private static final int PIECE = 4096;

  private Floats() {}

  /**
   * Copies out.
   *
   * @param array float32 vector; null reads as empty, as an optimiser without state has it
   * @return its values in order
   */
  static float[] copy(INDArray array) {
    if (array == null) {
      return new float[0];
    }
    float[] values = new float[Math.toIntExact(array.length())];
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    memory(array).get(values);
    return values;
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
      memory(array).put(values);
      Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
  }

  /**
   * The values themselves: a copy in between would be fresh native memory every time, and cost more
   * than the copying.
   */
  private static FloatPointer memory(INDArray array) {
    if (array.dataType() != DataType.FLOAT || !array.isVectorOrScalar() || stride(array) != 1) {
      throw new IllegalArgumentException(
          "not float32 values in a row: " + array.shapeInfoToString());
    }
    return new FloatPointer(array.data().addressPointer());
  }

  private static long stride(INDArray vector) {
    return vector.length() == 1 ? 1 : vector.stride(vector.size(0) == 1 ? vector.rank() - 1 : 0);
  }

  /** Writes an array, in pieces that stay in the processor's cache. */
  static void write(float[] values, ObjectOutput out) throws IOException {
    out.writeInt(values.length);
    ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += PIECE) {
      int length = Math.min(PIECE, values.length - from);
      piece.asFloatBuffer().put(values, from, length);
      out.write(piece.array(), 0, length * Float.BYTES);
    }
  }

  /** Reads what {@link #write} wrote. */
  static float[] read(ObjectInput in) throws IOException {
    float[] values = new float[in.readInt()];
    ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += PIECE) {
      int length = Math.min(PIECE, values.length - from);
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
