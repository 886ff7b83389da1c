package io.latentlake.bench;

import io.latentlake.config.Options;
import io.latentlake.image.DataOptions;
import io.latentlake.image.ImagePreparation;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.image.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Image files to the pixels of table {@code images}, as ingest does it. */
@State(Scope.Thread)
public class FileDecoding {
  private static final int FILES = 64;

  /** The network whose images they are. */
  @Param public Network network;

  /** Format of the files. */
  @Param({"png", "jpeg"})
  public String format;

  private final byte[][] files = new byte[FILES][];
  private ImagePreparation preparation;

  /**
   * Encodes the files.
   *
   * @throws IOException if that fails
   */
  @Setup
  public void setUp() throws IOException {
    preparation = new ImagePreparation(Options.of(DataOptions.class), network.shape());
    DrawnImages images = DrawnImages.of(network.shape(), FILES, OurNetwork.SEED);
    for (int i = 0; i < FILES; i++) {
      files[i] = encoded(images.shape(), images.pixels()[i], format);
    }
  }

  private static byte[] encoded(ImageShape shape, byte[] pixels, String format) throws IOException {
    boolean grey = shape.channels() == 1;
    BufferedImage image =
        new BufferedImage(
            shape.width(),
            shape.height(),
            grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int channel = 0; channel < image.getRaster().getNumBands(); channel++) {
      for (int i = 0; i < shape.height() * shape.width(); i++) {
        int value = pixels[channel * shape.height() * shape.width() + i] & 0xff;
        image.getRaster().setSample(i % shape.width(), i / shape.width(), channel, value);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, file)) {
      throw new IOException("this Java writes no " + format);
    }
    return file.toByteArray();
  }

  /**
   * Prepares every file.
   *
   * @param count told of the images
   * @param hole takes the pixels
   * @throws ImageRejectedException never, for these files
   */
  @Benchmark
  public void decodeFile(ImageCount count, Blackhole hole) throws ImageRejectedException {
    for (byte[] file : files) {
      hole.consume(preparation.prepare(file, List.of()));
    }
    count.images += FILES;
  }
}
