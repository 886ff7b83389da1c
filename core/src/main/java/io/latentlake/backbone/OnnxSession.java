package io.latentlake.backbone;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A network that onnxruntime runs. No other class may name what onnxruntime has: it is missing
 * where no backbone is used, and a class that names it does not load there.
 */
final class OnnxSession implements AutoCloseable {
  /** Takes what a layer gives; none of other numbers than those of single precision. */
  interface Use {
    void accept(int layer, long[] sides, FloatBuffer values);
  }

  private final OrtSession session;

  private OnnxSession(OrtSession session) {
    this.session = session;
  }

  /**
   * A session of one thread, with nothing of the file's own that would change how it runs. Callers
   * have asked {@link OnnxRuntime#require} first.
   */
  static OnnxSession open(byte[] file) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      return new OnnxSession(OrtEnvironment.getEnvironment().createSession(file, options));
    } catch (OrtException e) {
      throw new UnusableBackboneException("onnxruntime refuses it: " + e.getMessage(), e);
    }
  }

  /**
   * Runs the network.
   *
   * @param input name of its input, with the numbers
   * @param sides of the input
   * @param wholeNumbers whether the input is of unsigned bytes
   * @param results names of what it gives, in the order in which they are used
   * @param use takes them in
   */
  void run(
      Map.Entry<String, float[]> input,
      long[] sides,
      boolean wholeNumbers,
      List<String> results,
      Use use) {
    try (OnnxTensor given = tensor(input.getValue(), sides, wholeNumbers);
        OrtSession.Result found =
            session.run(Map.of(input.getKey(), given), new LinkedHashSet<>(results))) {
      for (int layer = 0; layer < results.size(); layer++) {
        if (found.get(results.get(layer)).orElseThrow() instanceof OnnxTensor tensor
            && tensor.getInfo().type == OnnxJavaType.FLOAT) {
          use.accept(layer, tensor.getInfo().getShape(), tensor.getFloatBuffer());
        }
      }
    } catch (OrtException e) {
      throw new UnusableBackboneException(
          "onnxruntime could not run it on images of "
              + sides[2]
              + "x"
              + sides[3]
              + " pixels (see "
              + FeatureOptions.SECTION
              + "input-height): "
              + e.getMessage(),
          e);
    }
  }

  private static OnnxTensor tensor(float[] values, long[] sides, boolean wholeNumbers)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    if (!wholeNumbers) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), sides);
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.length).order(ByteOrder.nativeOrder());
    for (float value : values) {
      bytes.put((byte) (int) value);
    }
    bytes.flip();
    return OnnxTensor.createTensor(environment, bytes, sides, OnnxJavaType.UINT8);
  }

  /** Gives its native memory back. */
  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("onnxruntime could not close a session", e);
    }
  }
}
