package io.latentlake.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Reads from a decoded image which pixels a mask marks. Masks are data, not pictures: a defect may
 * have the value 1 of 16 bits, differ by one step of blue, or be black on transparent; all of these
 * look black.
 */
final class MaskReader {
  private static final int MARKED = 255;
  private static final int HALF = 128;
  private static final int RGB = 0xffffff;

  private MaskReader() {}

  /** Marks every pixel with a sample that is not zero; uses opacity if all colours are equal. */
  static PlanarImage marked(BufferedImage image, Samples samples) {
    int width = image.getWidth();
    int pixels = image.getHeight() * width;
    boolean[] coloured = new boolean[pixels];
    boolean[] opaque = new boolean[pixels];
    if (image.getColorModel() instanceof IndexColorModel palette) {
      readPalette(image.getRaster(), palette, coloured, opaque);
    } else if (isLight(image.getColorModel().getColorSpace().getType())) {
      readSamples(image, samples, coloured, opaque);
    } else {
      readInks(image, coloured, opaque);
    }
    boolean transparency = contains(opaque, false) && contains(opaque, true);
    boolean colourInOpaque = false;
    for (int i = 0; i < pixels; i++) {
      colourInOpaque |= coloured[i] && opaque[i];
    }
    byte[] out = new byte[pixels];
    for (int i = 0; i < pixels; i++) {
      boolean marks = transparency ? opaque[i] && (coloured[i] || !colourInOpaque) : coloured[i];
      out[i] = (byte) (marks ? MARKED : 0);
    }
    return new PlanarImage(new ImageShape(1, image.getHeight(), width), out, 8);
  }

  /** Marks pixels brighter than half, for lossy formats, in which zeros change. */
  static PlanarImage bright(PlanarImage image) {
    PlanarImage grey = image.withChannels(1);
    byte[] out = new byte[grey.values().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) ((grey.values()[i] & 0xff) >= HALF ? MARKED : 0);
    }
    return new PlanarImage(grey.shape(), out, 8);
  }

  /** Uses the palette's colours; uses its indices if the colours mark every pixel or none. */
  private static void readPalette(
      Raster raster, IndexColorModel palette, boolean[] coloured, boolean[] opaque) {
    int[] argb = new int[palette.getMapSize()];
    palette.getRGBs(argb);
    int width = raster.getWidth();
    int[] index = new int[opaque.length];
    raster.getSamples(0, 0, width, raster.getHeight(), 0, index);
    IntPredicate byColour = each -> (argb[Math.min(each, argb.length - 1)] & RGB) != 0;
    boolean telling =
        Arrays.stream(index).anyMatch(byColour) && !Arrays.stream(index).allMatch(byColour);
    IntPredicate colour = telling ? byColour : each -> each != 0;
    for (int i = 0; i < index.length; i++) {
      coloured[i] = colour.test(index[i]);
      opaque[i] = argb[Math.min(index[i], argb.length - 1)] >>> 24 != 0;
    }
  }

  private static boolean isLight(int space) {
    return space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB;
  }

  /** Uses the resulting colour of inks such as CMYK, in which zero is white. */
  private static void readInks(BufferedImage image, boolean[] coloured, boolean[] opaque) {
    int width = image.getWidth();
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        coloured[y * width + x] = (row[x] & RGB) != 0;
        opaque[y * width + x] = row[x] >>> 24 != 0;
      }
    }
  }

  private static void readSamples(
      BufferedImage image, Samples samples, boolean[] coloured, boolean[] opaque) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int bands = raster.getNumBands();
    int colours = Math.min(bands, image.getColorModel().getNumColorComponents());
    OptionalInt opacityAt = samples.opacity().place(colours, bands);
    int bits = image.getColorModel().getComponentSize(0);
    int[] row = new int[bands * width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        opaque[at] = opacityAt.isEmpty() || row[x * bands + opacityAt.getAsInt()] != 0;
        for (int c = 0; c < colours; c++) {
          coloured[at] |= samples.type().value(row[x * bands + c], bits) != 0;
        }
      }
    }
  }

  private static boolean contains(boolean[] values, boolean wanted) {
    for (boolean value : values) {
      if (value == wanted) {
        return true;
      }
    }
    return false;
  }
}
