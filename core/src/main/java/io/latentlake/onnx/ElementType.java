package io.latentlake.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import onnx.Onnx;

/** What the values of a {@link Tensor} are. */
public enum ElementType {
  /** Bytes from 0 to 255. */
  UINT8(Onnx.TensorProto.DataType.UINT8, 1) {
    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.put((byte) value);
    }
  },
  /** Whole numbers: positions and sizes. */
  INT64(Onnx.TensorProto.DataType.INT64, Long.BYTES) {
    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.putLong((long) value);
    }
  },
  /** Single precision. */
  FLOAT(Onnx.TensorProto.DataType.FLOAT, Float.BYTES) {
    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.putFloat((float) value);
    }
  },
  /** Double precision. */
  DOUBLE(Onnx.TensorProto.DataType.DOUBLE, Double.BYTES) {
    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.putDouble(value);
    }
  },
  /** True or false. */
  BOOL(Onnx.TensorProto.DataType.BOOL, 1) {
    @Override
    void put(ByteBuffer bytes, double value) {
      bytes.put((byte) (value == 0 ? 0 : 1));
    }
  };

  private final Onnx.TensorProto.DataType code;
  private final int size;

  ElementType(Onnx.TensorProto.DataType code, int size) {
    this.code = code;
    this.size = size;
  }

  abstract void put(ByteBuffer bytes, double value);

  /** Its number in a file. */
  int number() {
    return code.getNumber();
  }

  /** Values as a file holds them. */
  byte[] bytes(double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(size, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      put(bytes, value);
    }
    return bytes.array();
  }
}
