package io.latentlake.backbone;

import io.latentlake.onnx.ElementType;
import io.latentlake.onnx.OnnxGraph;
import io.latentlake.onnx.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A network of two convolutions with random weights, for images of any kind. */
public final class TinyBackbone {
  /** Its first layer: 6 channels, at every pixel. */
  public static final String FIRST = "relu_1";

  /** Its last layer: 5 channels, at every second pixel; what the file gives, too. */
  public static final String LAST = "relu_3";

  private TinyBackbone() {}

  /** A file that gives a single channel, as networks that mark pixels do. */
  static byte[] single(int side) {
    OnnxGraph graph = new OnnxGraph("single");
    Tensor images = graph.input("images", ElementType.FLOAT, "pixels", 3, side, side);
    graph.output("mask", convolution(images, new Random(5), 1, 1, side), "a probability");
    return graph.file("test", "1");
  }

  /**
   * The file.
   *
   * @param channels of the images, 1 or 3
   * @param side of the images in pixels, an even number
   * @return its bytes
   */
  public static byte[] file(int channels, int side) {
    OnnxGraph graph = new OnnxGraph("tiny");
    Random random = new Random(5);
    Tensor images = graph.input("images", ElementType.FLOAT, "pixels", channels, side, side);
    Tensor first = convolution(images, random, 6, 1, side);
    Tensor last = convolution(first, random, 5, 2, side / 2);
    graph.output("map", last, "features");
    graph.output("logits", last.row(), "a row");
    return graph.file("test", "1");
  }

  private static Tensor convolution(
      Tensor input, Random random, int channels, int stride, int side) {
    int from = input.shape()[0];
    double[] weights = random.doubles(channels * from * 9L, -0.5, 0.7).toArray();
    return input
        .into("Conv")
        .list("kernel_shape", 3, 3)
        .list("strides", stride, stride)
        .list("pads", 1, 1, 1, 1)
        .with(input.constant(weights, channels, from, 3, 3))
        .gives(ElementType.FLOAT, channels, side, side)
        .into("Relu")
        .gives(ElementType.FLOAT, channels, side, side);
  }

  /**
   * Writes the file.
   *
   * @param folder where to
   * @param channels of the images, 1 or 3
   * @param side of the images in pixels
   * @return its path
   */
  public static Path write(Path folder, int channels, int side) {
    try {
      return Files.write(folder.resolve("tiny.onnx"), file(channels, side));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
