package io.latentlake.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.latentlake.image.ImageShape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs an exported file with onnxruntime. */
public final class OnnxSession implements AutoCloseable {
  private final OrtSession session;

  /**
   * Loads a file.
   *
   * @param file its bytes
   */
  public OnnxSession(byte[] file) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = OrtEnvironment.getEnvironment().createSession(file, options);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What the file says of itself.
   *
   * @return values by their keys
   */
  public Map<String, String> metadata() {
    try {
      return session.getMetadata().getCustomMetadata();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs a batch of images.
   *
   * @param shape of an image
   * @param pixels of each image
   * @return each output as arrays, by its name
   */
  public Map<String, Object> run(ImageShape shape, byte[][] pixels) {
    return run(shape, pixels, new String[0]);
  }

  /**
   * Runs a batch of images that have labels.
   *
   * @param shape of an image
   * @param pixels of each image
   * @param labels of each image, which a file that takes none is not told
   * @return each output as arrays, by its name
   */
  public Map<String, Object> run(ImageShape shape, byte[][] pixels, String[] labels) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(pixels.length * shape.values());
    for (byte[] image : pixels) {
      bytes.put(image);
    }
    bytes.flip();
    long[] sides = {pixels.length, shape.channels(), shape.height(), shape.width()};
    try (OnnxTensor images =
        OnnxTensor.createTensor(
            OrtEnvironment.getEnvironment(), bytes, sides, OnnxJavaType.UINT8)) {
      return run("pixels", images, labels);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a batch of latents. */
  Map<String, Object> run(float[][] latents) {
    return run(latents, new String[0]);
  }

  /** The same with the label of each, which a file that takes none is not told. */
  Map<String, Object> run(float[][] latents, String[] labels) {
    FloatBuffer values = FloatBuffer.allocate(latents.length * latents[0].length);
    for (float[] latent : latents) {
      values.put(latent);
    }
    values.flip();
    long[] sides = {latents.length, latents[0].length};
    try (OnnxTensor input =
        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, sides)) {
      return run("latent", input, labels);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> run(String name, OnnxTensor values, String[] labels)
      throws OrtException {
    if (!session.getInputNames().contains("label")) {
      return run(Map.of(name, values));
    }
    try (OnnxTensor told = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), labels)) {
      return run(Map.of(name, values, "label", told));
    }
  }

  private Map<String, Object> run(Map<String, OnnxTensor> inputs) throws OrtException {
    Map<String, Object> found = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(inputs)) {
      for (Map.Entry<String, OnnxValue> output : result) {
        found.put(output.getKey(), output.getValue().getValue());
      }
    }
    return found;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
