package io.latentlake.image;

import io.latentlake.table.ImageNote;
import io.latentlake.table.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Checks a file against the limits before a reader sees it, and removes parts that could mislead a
 * reader and that the pixels do not need.
 *
 * <p>Readers use memory and time for what a file claims: a few bytes can claim billions of pixels,
 * texts that inflate a thousandfold, or directories that refer to themselves. Readers cannot be
 * stopped from outside, and an executor that runs out of memory fails with all its tasks. So the
 * limits, or the length of the file, have to bound every claim beforehand.
 */
final class FileCheck {
  private static final int BMP_COLOURS_OFFSET = 46;
  private static final int BMP_MAX_COLOURS = 1 << 16;
  private static final int BMP_COMPRESSION_OFFSET = 30;
  private static final int BMP_JPEG = 4;
  private static final int BMP_PNG = 5;

  private FileCheck() {}

  /**
   * Returns the file in a form that is safe to read.
   *
   * @param notes receives remarks on the image
   * @return the file itself, or a copy without some of its parts
   * @throws ImageRejectedException if it is broken, or claims more than the limits allow
   */
  static byte[] readable(byte[] file, ImageFormat format, ImageDecoder limits, Set<ImageNote> notes)
      throws ImageRejectedException {
    switch (format) {
      case PNG:
        return PngCheck.readable(file, limits);
      case JPEG:
        JpegCheck jpeg = JpegCheck.of(file, 0, file.length);
        jpeg.requireWithin(limits);
        if (!jpeg.ended()) {
          limits.takeDamaged("jpeg: cut off before its end", notes);
        }
        return file;
      case TIFF:
        return TiffCheck.readable(file, limits);
      case WEBP:
        return WebpCheck.readable(file, limits);
      case BMP:
        checkBmp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        return file;
      default:
        // The GIF reader holds only a palette; pixels are checked when they are read.
        GifFrame frame = GifFrame.of(file);
        limits.requirePixels(frame.canvasWidth(), frame.canvasHeight());
        return frame.withRowsAsStored(file);
    }
  }

  private static void checkBmp(ByteBuffer file) throws ImageRejectedException {
    if (file.limit() < BMP_COLOURS_OFFSET + 4) {
      throw new ImageRejectedException(RejectReason.CORRUPT, "bmp: cut off within its header");
    }
    long colours = file.getInt(BMP_COLOURS_OFFSET) & 0xffffffffL;
    boolean paletteHeader = file.getInt(14) >= 40;
    if (paletteHeader && colours > BMP_MAX_COLOURS) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT, "bmp: the header claims a palette of " + colours + " colours");
    }
    int compression = file.getInt(BMP_COMPRESSION_OFFSET);
    if (paletteHeader && (compression == BMP_JPEG || compression == BMP_PNG)) {
      // The embedded file has its own size, which the reader does not compare.
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED, "bmp: holds a JPEG or PNG file, a form for printers only");
    }
  }
}
