package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.OptionalInt;

/**
 * Takes 8 bit grey or RGB values out of a decoded image.
 *
 * <p>Samples are taken as they are stored: Java's own conversion treats grey as linear light and
 * would change its values. Embedded colour profiles are not applied. Transparent pixels are laid
 * over the background.
 */
final class PixelReader {
  private final BufferedImage image;
  private final Opacity opacity;
  private final Background background;
  private final int height;
  private final int width;

  private PixelReader(BufferedImage image, Opacity opacity, Background background) {
    this.image = image;
    this.opacity = opacity;
    this.background = background;
    this.height = image.getHeight();
    this.width = image.getWidth();
  }

  static PlanarImage read(BufferedImage image, Opacity opacity, Background background)
      throws ImageRejectedException {
    PixelReader reader = new PixelReader(image, opacity, background);
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel) {
      return reader.indexed((IndexColorModel) model);
    }
    if (model instanceof ComponentColorModel) {
      int space = model.getColorSpace().getType();
      int colours = model.getNumColorComponents();
      if (space == ColorSpace.TYPE_GRAY && colours == 1
          || space == ColorSpace.TYPE_RGB && colours == 3) {
        return reader.components(model, colours);
      }
    }
    return reader.converted(model);
  }

  private PlanarImage indexed(IndexColorModel palette) {
    int[] argb = new int[palette.getMapSize()];
    palette.getRGBs(argb);
    boolean grey = true;
    for (int colour : argb) {
      int red = colour >> 16 & 0xff;
      grey &= red == (colour >> 8 & 0xff) && red == (colour & 0xff);
    }
    byte[] out = new byte[(grey ? 1 : 3) * height * width];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRaster().getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        put(out, y * width + x, grey ? 1 : 3, argb[Math.min(row[x], argb.length - 1)]);
      }
    }
    return planar(grey ? 1 : 3, out, Math.min(8, palette.getPixelSize()));
  }

  private PlanarImage components(ColorModel model, int colours) throws ImageRejectedException {
    int type = model.getTransferType();
    int bits = model.getComponentSize(0);
    if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT || bits > 16) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED, "samples are not unsigned integers of up to 16 bits");
    }
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int max = (1 << bits) - 1;
    OptionalInt opacityAt = opacity.place(colours, bands);
    byte[] out = new byte[colours * height * width];
    int[] row = new int[bands * width];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int opaque = opacityAt.isPresent() ? to8(row[x * bands + opacityAt.getAsInt()], max) : 255;
        for (int c = 0; c < colours; c++) {
          int value = to8(row[x * bands + c], max);
          if (opaque < 255) {
            value =
                opacity.premultiplied()
                    ? Math.min(255, value + background.over(c, colours, 0, opaque))
                    : background.over(c, colours, value, opaque);
          }
          out[(c * height + y) * width + x] = (byte) value;
        }
      }
    }
    return planar(colours, out, bits);
  }

  /** The slow way, for packed pixels and colour spaces such as CMYK. */
  private PlanarImage converted(ColorModel model) throws ImageRejectedException {
    int type = model.getTransferType();
    if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED, "samples are floating point numbers");
    }
    byte[] out = new byte[3 * height * width];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        put(out, y * width + x, 3, row[x]);
      }
    }
    return planar(3, out, model.getComponentSize(0));
  }

  private void put(byte[] out, int position, int channels, int argb) {
    int opaque = argb >>> 24;
    for (int c = 0; c < channels; c++) {
      int value = argb >> 16 - 8 * c & 0xff;
      out[c * height * width + position] = (byte) background.over(c, channels, value, opaque);
    }
  }

  private PlanarImage planar(int channels, byte[] values, int bits) {
    return new PlanarImage(new ImageShape(channels, height, width), values, bits);
  }

  private static int to8(int sample, int max) {
    return max == 255 ? sample : (int) ((sample * 255L + max / 2) / max);
  }
}
