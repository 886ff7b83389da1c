package io.latentlake.kernel;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Moves values between Java arrays and the native memory behind an {@link INDArray}. */
public final class OffHeap {
  private OffHeap() {}

  /**
   * Copies an array out, an image at a time; ND4J's own way makes an array of each row first.
   *
   * @param array float32, its first dimension the images
   * @return a row per image, its values in C order
   * @throws IllegalArgumentException if the array is not float32
   */
  public static float[][] rows(INDArray array) {
    requireFloats(array);
    INDArray source = plain(array);
    int images = Math.toIntExact(source.size(0));
    float[][] rows = new float[images][images == 0 ? 0 : (int) (source.length() / images)];
    FloatPointer values = new FloatPointer(hostMemory(source));
    for (int i = 0; i < images; i++) {
      values.position((long) i * rows[i].length).get(rows[i]);
    }
    if (source != array) {
      close(source);
    }
    return rows;
  }

  /**
   * The values in C order, whatever the array's strides.
   *
   * @param array float32
   * @param reused overwritten and returned if it has the right length
   * @return as many values
   * @throws IllegalArgumentException if the array is not float32
   */
  public static float[] read(INDArray array, float[] reused) {
    requireFloats(array);
    int length = Math.toIntExact(array.length());
    float[] values = reused.length == length ? reused : new float[length];
    INDArray source = plain(array);
    new FloatPointer(hostMemory(source)).get(values);
    if (source != array) {
      close(source);
    }
    return values;
  }

  /** The values in C order, whatever the array's strides. */
  public static double[] read(INDArray array) {
    if (array.rank() == 4 && !isPlain(array)) {
      INDArray pixelByPixel = array.permute(0, 2, 3, 1);
      if (isPlain(pixelByPixel)) {
        return channelByChannel(array, inOrder(pixelByPixel));
      }
    }
    return inOrder(array);
  }

  /** Exchanges pixels and channels, many times faster than ND4J copies such an array. */
  private static double[] channelByChannel(INDArray array, double[] pixelByPixel) {
    int channels = (int) array.size(1);
    int area = (int) (array.size(2) * array.size(3));
    double[] values = new double[pixelByPixel.length];
    for (int image = 0; image < values.length; image += channels * area) {
      for (int channel = 0; channel < channels; channel++) {
        int to = image + channel * area;
        for (int p = 0; p < area; p++) {
          values[to + p] = pixelByPixel[image + p * channels + channel];
        }
      }
    }
    return values;
  }

  private static double[] inOrder(INDArray array) {
    int length = Math.toIntExact(array.length());
    INDArray source = plain(array);
    double[] values = new double[length];
    if (source.dataType() == DataType.DOUBLE) {
      new DoublePointer(hostMemory(source)).get(values);
    } else {
      float[] floats = new float[length];
      new FloatPointer(hostMemory(source)).get(floats);
      for (int i = 0; i < length; i++) {
        values[i] = floats[i];
      }
    }
    if (source != array) {
      close(source);
    }
    return values;
  }

  /** Overwrites a C-ordered array without gaps. */
  public static void write(double[] values, INDArray array) {
    requirePlain(array, values.length);
    if (array.dataType() == DataType.DOUBLE) {
      new DoublePointer(array.data().addressPointer()).put(values);
      written(array);
      return;
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    new FloatPointer(array.data().addressPointer()).put(floats);
    written(array);
  }

  /** Overwrites a C-ordered array without gaps. */
  public static void write(float[] values, INDArray array) {
    requirePlain(array, values.length);
    if (array.dataType() == DataType.FLOAT) {
      new FloatPointer(array.data().addressPointer()).put(values);
      written(array);
      return;
    }
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    new DoublePointer(array.data().addressPointer()).put(doubles);
    written(array);
  }

  /** A new C-ordered array, in the workspace that is open or, if none is, owned by the caller. */
  public static INDArray create(DataType type, long... shape) {
    return Nd4j.createUninitialized(type, shape, 'c');
  }

  /**
   * A new C-ordered array outside every workspace, which the caller owns.
   *
   * @param values in C order
   */
  @SuppressWarnings("try") // leaves the workspace by closing
  public static INDArray owned(DataType type, double[] values, long... shape) {
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray array = create(type, shape);
      write(values, array);
      return array;
    }
  }

  /** Gives memory back at once where the array owns it. */
  public static void close(INDArray array) {
    if (array.closeable()) {
      array.close();
    }
  }

  /** The array itself or, where its values do not lie in C order without gaps, a copy that does. */
  public static INDArray plain(INDArray array) {
    return isPlain(array) ? array : array.dup('c');
  }

  static boolean isPlain(INDArray array) {
    long expected = 1;
    for (int dimension = array.rank() - 1; dimension >= 0; dimension--) {
      long size = array.size(dimension);
      if (size != 1 && array.stride(dimension) != expected) {
        return false;
      }
      expected *= size;
    }
    return true;
  }

  /** Where the values lie that Java can read: with CUDA, once they are fetched from the device. */
  private static Pointer hostMemory(INDArray array) {
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    return array.data().addressPointer();
  }

  /** With CUDA, what a device still holds is no longer right. */
  private static void written(INDArray array) {
    Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
  }

  private static void requireFloats(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("not float32: " + array.shapeInfoToString());
    }
  }

  private static void requirePlain(INDArray array, int length) {
    if (array.length() != length || !isPlain(array)) {
      throw new IllegalArgumentException(
          "cannot write " + length + " values to an array of " + array.shapeInfoToString());
    }
  }
}
