package io.latentlake.image;

import io.latentlake.table.ImageNote;
import io.latentlake.table.RejectReason;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads 8 bit grey or RGB values from a decoded image.
 *
 * <p>Samples are read as they are stored: Java's own conversion treats grey as linear light and
 * would change the values. Embedded colour profiles are not applied. Samples longer than 8 bits are
 * scaled by the range. Transparent pixels are blended with the background.
 */
final class PixelReader {
  /** An image whose samples use no more than this part of their range is noted. */
  private static final int UNUSED = 8;

  private final BufferedImage image;
  private final Samples samples;
  private final Range range;
  private final Background background;
  private final int height;
  private final int width;

  private PixelReader(BufferedImage image, Samples samples, Range range, Background background) {
    this.image = image;
    this.samples = samples;
    this.range = range;
    this.background = background;
    this.height = image.getHeight();
    this.width = image.getWidth();
  }

  /**
   * Reads an image.
   *
   * @param samples type of the samples, as the file states it
   * @param range which samples become black and white
   * @param background colour behind transparent pixels
   * @param notes receives remarks on the image
   */
  static PlanarImage read(
      BufferedImage image,
      Samples samples,
      Range range,
      Background background,
      Set<ImageNote> notes)
      throws ImageRejectedException {
    PixelReader reader = new PixelReader(image, samples, range, background);
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel) {
      return reader.ranged(reader.indexed((IndexColorModel) model));
    }
    if (model instanceof ComponentColorModel) {
      int space = model.getColorSpace().getType();
      int colours = model.getNumColorComponents();
      if (space == ColorSpace.TYPE_GRAY && colours == 1
          || space == ColorSpace.TYPE_RGB && colours == 3) {
        return reader.components(model, colours, notes);
      }
    }
    return reader.ranged(reader.converted(model));
  }

  /** 8 bit samples are scaled only by min-max. */
  private PlanarImage ranged(PlanarImage read) {
    return range == Range.MIN_MAX ? read.spread() : read;
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

  private PlanarImage components(ColorModel model, int colours, Set<ImageNote> notes)
      throws ImageRejectedException {
    requireWhole(model);
    int bits = model.getComponentSize(0);
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    OptionalInt opacityAt = samples.opacity().place(colours, bands);
    Levels levels =
        range == Range.MIN_MAX
            ? Levels.between(raster, samples.type(), bits, colours, opacityAt)
            : Levels.of(samples.type(), bits, range);
    Levels opacity = Levels.ofOpacity(bits);
    int brightest = 0;
    byte[] out = new byte[colours * height * width];
    int[] row = new int[bands * width];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int opaque =
            opacityAt.isPresent() ? opacity.to8(row[x * bands + opacityAt.getAsInt()]) : 255;
        for (int c = 0; c < colours; c++) {
          int sample = row[x * bands + c];
          brightest = Math.max(brightest, sample);
          int value = levels.to8(sample);
          if (opaque < 255) {
            value =
                samples.opacity().premultiplied()
                    ? Math.min(255, value + background.over(c, colours, 0, opaque))
                    : background.over(c, colours, value, opaque);
          }
          out[(c * height + y) * width + x] = (byte) value;
        }
      }
    }
    if (range == Range.AUTO && bits > 8 && UNUSED * (long) brightest <= levels.white()) {
      notes.add(ImageNote.RANGE_UNUSED);
    }
    return planar(colours, out, bits);
  }

  /** The slow path, for packed pixels and colour spaces such as CMYK. */
  private PlanarImage converted(ColorModel model) throws ImageRejectedException {
    requireWhole(model);
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

  private static void requireWhole(ColorModel model) throws ImageRejectedException {
    int type = model.getTransferType();
    if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED, "its floating point samples have an unsupported format");
    }
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
}
