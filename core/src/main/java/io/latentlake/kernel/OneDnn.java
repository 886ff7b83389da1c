package io.latentlake.kernel;

import java.util.Arrays;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.LoggerFactory;

/** The oneDNN library in this process, and how it describes arrays. */
final class OneDnn {
  /** Fewer channels than this are the pixels of an image rather than features. */
  static final int FEATURES = 16;

  private static final boolean AVAILABLE = load();

  private OneDnn() {}

  /** Whether the library is here, and ND4J's arrays lie where it can reach them. */
  static boolean available() {
    return AVAILABLE;
  }

  private static boolean load() {
    if ("nd4j".equals(System.getProperty(Kernels.ROUTE))
        || Nd4j.getExecutioner().type() != ExecutionerType.NATIVE_CPU) {
      return false;
    }
    try {
      Loader.load(dnnl.class);
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      LoggerFactory.getLogger(OneDnn.class)
          .info(
              "oneDNN has no library for this machine; ND4J's operations serve: {}", e.toString());
      return false;
    }
  }

  /** The CPU. */
  static engine engine() {
    return Holder.ENGINE;
  }

  private static final class Holder {
    static final engine ENGINE = new engine(engine.kind.cpu, 0);
  }

  /** An array as it lies in memory. */
  static memory.desc layout(INDArray array) {
    long[] shape = array.shape();
    if (shape.length == 4 && OffHeap.isPlain(array)) {
      return described(memory.format_tag.nchw, shape);
    }
    if (shape.length == 4 && OffHeap.isPlain(array.permute(0, 2, 3, 1))) {
      return described(memory.format_tag.nhwc, shape);
    }
    return new memory.desc(shape, memory.data_type.f32, array.stride());
  }

  /** A shape in an order. */
  static memory.desc described(memory.format_tag order, long... shape) {
    return new memory.desc(shape, memory.data_type.f32, order);
  }

  /** A shape in the order that oneDNN likes best. */
  static memory.desc anyOrder(long... shape) {
    return described(memory.format_tag.any, shape);
  }

  /** As many values as an array has, one after the other. */
  static memory.desc vector(INDArray array) {
    return described(memory.format_tag.a, array.length());
  }

  /** What decides how a kernel is prepared for arrays. */
  record Layouts(long[][] shapes, long[][] strides) {
    static Layouts of(INDArray... arrays) {
      long[][] shapes = new long[arrays.length][];
      long[][] strides = new long[arrays.length][];
      for (int i = 0; i < arrays.length; i++) {
        shapes[i] = arrays[i] == null ? new long[0] : arrays[i].shape();
        strides[i] = arrays[i] == null ? new long[0] : arrays[i].stride();
      }
      return new Layouts(shapes, strides);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Layouts that
          && Arrays.deepEquals(shapes, that.shapes)
          && Arrays.deepEquals(strides, that.strides);
    }

    @Override
    public int hashCode() {
      return Arrays.deepHashCode(shapes);
    }
  }
}
