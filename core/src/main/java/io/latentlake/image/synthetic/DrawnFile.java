package io.latentlake.image.synthetic;

import io.latentlake.image.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * An image to be written as a PNG file.
 *
 * @param path where, relative to the dataset's folder
 * @param shape channels, height and width
 * @param pixels uint8, channel-major
 */
record DrawnFile(String path, ImageShape shape, byte[] pixels) {

  /** Encodes the image as a PNG. */
  byte[] png() throws IOException {
    int area = shape.height() * shape.width();
    boolean grey = shape.channels() == 1;
    BufferedImage image =
        new BufferedImage(
            shape.width(),
            shape.height(),
            grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    if (grey) {
      image.getRaster().setDataElements(0, 0, shape.width(), shape.height(), pixels);
    } else {
      int[] rgb = new int[area];
      for (int i = 0; i < area; i++) {
        rgb[i] =
            (pixels[i] & 0xFF) << 16
                | (pixels[area + i] & 0xFF) << 8
                | (pixels[2 * area + i] & 0xFF);
      }
      image.setRGB(0, 0, shape.width(), shape.height(), rgb, 0, shape.width());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // ImageIO on a plain stream would go through a file in the temporary folder
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException("this Java installation has no PNG writer");
      }
    }
    return bytes.toByteArray();
  }
}
