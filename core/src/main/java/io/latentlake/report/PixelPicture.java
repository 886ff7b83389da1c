package io.latentlake.report;

import io.latentlake.report.ReportContent.Picture;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.List;

/** Turns an image into a PNG inside the page. */
final class PixelPicture {

  private static final int SMALLEST = 24;

  private PixelPicture() {}

  /**
   * The longest side of pictures that keeps the page small.
   *
   * @param bytes limit for all of them together in the page
   * @param pictures how many they are
   * @return pixels, at least {@value #SMALLEST}
   */
  static int sideFor(long bytes, int pictures) {
    // Three bytes a pixel, and four characters for every three bytes; noise does not compress
    double pixels = bytes / 4.0 / Math.max(1, pictures);
    return (int) Math.max(SMALLEST, Math.sqrt(pixels));
  }

  /**
   * Reduces an image to a longest side, if necessary.
   *
   * @param image the image
   * @param side longest side allowed, in pixels
   * @return the image itself, or its mean over larger pixels
   */
  static BufferedImage within(BufferedImage image, int side) {
    if (Math.max(image.getWidth(), image.getHeight()) <= side) {
      return image;
    }
    return io.latentlake.image.Picture.ofSide(image, side);
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
    Graphics2D graphics = row.createGraphics();
    for (int i = 0; i < images.size(); i++) {
      graphics.drawImage(images.get(i), i * pitch, 0, null);
    }
    graphics.dispose();
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
