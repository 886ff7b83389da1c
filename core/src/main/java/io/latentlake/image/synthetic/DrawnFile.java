package io.latentlake.image.synthetic;

import io.latentlake.image.ImageShape;
import io.latentlake.image.Picture;
import java.awt.image.BufferedImage;

/**
 * An image to be written as a PNG file.
 *
 * @param path where, relative to the dataset's folder
 * @param shape channels, height and width
 * @param pixels uint8, channel-major
 */
record DrawnFile(String path, ImageShape shape, byte[] pixels) {

  /** Encodes the image as a PNG, grey if it is. */
  byte[] png() {
    return Picture.png(shape.channels() == 1 ? grey() : Picture.of(shape, pixels));
  }

  private BufferedImage grey() {
    BufferedImage image =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, shape.width(), shape.height(), pixels);
    return image;
  }
}
