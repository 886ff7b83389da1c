package io.latentlake.report;

import io.latentlake.image.ImageShape;
import io.latentlake.report.ReportContent.Picture;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.List;

/** Pixels of an image on their way into the page, as a PNG. */
final class PixelPicture {

  private PixelPicture() {}

  /**
   * An image from its pixels.
   *
   * @param pixels uint8, channel-major
   * @param shape 1 or 3 channels
   * @return an RGB image
   */
  static BufferedImage image(byte[] pixels, ImageShape shape) {
    return io.latentlake.image.Picture.of(shape, pixels);
  }

  /**
   * Images side by side, one pixel apart.
   *
   * @param images at least one, all of one size and kind
   * @return the row
   */
  static BufferedImage row(List<BufferedImage> images) {
    BufferedImage first = images.get(0);
    int pitch = first.getWidth() + 1;
    BufferedImage row =
        new BufferedImage(
            images.size() * pitch - 1, first.getHeight(), BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < images.size(); i++) {
      row.createGraphics().drawImage(images.get(i), i * pitch, 0, null);
    }
    return row;
  }

  /**
   * An image as a part of the page.
   *
   * @param image the image
   * @param alt what it shows, in words
   * @return the picture
   */
  static Picture picture(BufferedImage image, String alt) {
    byte[] png = io.latentlake.image.Picture.png(image);
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    return new Picture(uri, image.getWidth(), image.getHeight(), alt);
  }
}
