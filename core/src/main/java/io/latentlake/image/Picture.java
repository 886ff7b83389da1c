package io.latentlake.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Turns stored pixels into pictures for people. */
public final class Picture {
  private Picture() {}

  /**
   * Turns stored pixels into a picture.
   *
   * @param shape size of the image
   * @param pixels uint8, channel-major, {@code shape.values()} of them
   * @return an RGB picture of the same height and width
   * @throws IllegalArgumentException if the number of pixels does not fit the shape
   */
  public static BufferedImage of(ImageShape shape, byte[] pixels) {
    if (pixels.length != shape.values()) {
      throw new IllegalArgumentException(
          pixels.length + " values do not make an image of " + shape + "; " + shape.values());
    }
    int plane = shape.height() * shape.width();
    int green = shape.channels() == 3 ? plane : 0;
    int blue = 2 * green;
    BufferedImage picture =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int rgb =
          (pixels[i] & 0xff) << 16 | (pixels[i + green] & 0xff) << 8 | (pixels[i + blue] & 0xff);
      picture.setRGB(i % shape.width(), i / shape.width(), rgb);
    }
    return picture;
  }

  /**
   * Arranges pictures of one size in rows, each pixel enlarged without smoothing.
   *
   * @param pictures at least one, all of one size
   * @param columns pictures in a row
   * @param scale side of the square that a pixel becomes
   * @return the sheet, with a white gap between the pictures
   */
  public static BufferedImage sheet(List<BufferedImage> pictures, int columns, int scale) {
    int gap = 2;
    int width = pictures.get(0).getWidth() * scale;
    int height = pictures.get(0).getHeight() * scale;
    int across = Math.min(columns, pictures.size());
    int down = (pictures.size() + across - 1) / across;
    BufferedImage sheet =
        new BufferedImage(
            across * (width + gap) + gap, down * (height + gap) + gap, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < pictures.size(); i++) {
      int x = gap + i % across * (width + gap);
      int y = gap + i / across * (height + gap);
      graphics.drawImage(pictures.get(i), x, y, width, height, null);
    }
    graphics.dispose();
    return sheet;
  }

  /**
   * Resizes a picture.
   *
   * @param picture any picture
   * @param side its longest side afterwards, in pixels
   * @return pixels enlarged without smoothing, or the means over larger pixels
   */
  public static BufferedImage ofSide(BufferedImage picture, int side) {
    double scale = (double) side / Math.max(picture.getWidth(), picture.getHeight());
    int width = (int) Math.max(1, Math.round(scale * picture.getWidth()));
    int height = (int) Math.max(1, Math.round(scale * picture.getHeight()));
    BufferedImage resized = new BufferedImage(width, height, picture.getType());
    Graphics2D graphics = resized.createGraphics();
    if (scale >= 1) {
      // The usual interpolation takes the nearest pixel
      graphics.drawImage(picture, 0, 0, width, height, null);
    } else {
      graphics.drawImage(
          picture.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
    }
    graphics.dispose();
    return resized;
  }

  /**
   * Encodes a picture.
   *
   * @param picture any picture
   * @return a PNG file
   * @throws IllegalArgumentException if no PNG holds its colours
   */
  public static byte[] png(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // ImageIO would buffer a plain stream in a temporary file
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "png", out)) {
        throw new IllegalArgumentException(
            "a picture of type " + picture.getType() + " cannot be written as PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
