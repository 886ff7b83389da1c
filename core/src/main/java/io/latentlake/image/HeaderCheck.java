package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Refuses files whose inner lengths would make a reader take memory for bytes that are not there.
 */
final class HeaderCheck {
  private static final int PNG_SIGNATURE = 8;
  private static final int PNG_CHUNK_FRAME = 12;
  private static final int PNG_SIZE_OFFSET = 16;
  private static final int PNG_HEADER = 0x49484452;
  private static final int PNG_END = 0x49454e44;
  private static final int BMP_COLOURS_OFFSET = 46;
  private static final int BMP_MAX_COLOURS = 1 << 16;

  private HeaderCheck() {}

  static void check(byte[] file, ImageFormat format, ImageDecoder limits)
      throws ImageRejectedException {
    if (format == ImageFormat.PNG) {
      checkPng(ByteBuffer.wrap(file), limits);
    } else if (format == ImageFormat.BMP) {
      checkBmp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
    } else if (format == ImageFormat.WEBP) {
      checkWebp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  private static void checkPng(ByteBuffer file, ImageDecoder limits) throws ImageRejectedException {
    if (file.limit() >= PNG_SIZE_OFFSET + 8 && file.getInt(PNG_SIGNATURE + 4) == PNG_HEADER) {
      limits.requirePixels(
          file.getInt(PNG_SIZE_OFFSET) & 0xffffffffL,
          file.getInt(PNG_SIZE_OFFSET + 4) & 0xffffffffL);
    }
    long position = PNG_SIGNATURE;
    while (position + PNG_CHUNK_FRAME <= file.limit()) {
      long length = file.getInt((int) position) & 0xffffffffL;
      int type = file.getInt((int) position + 4);
      if (type == PNG_END) {
        return;
      }
      position += PNG_CHUNK_FRAME + length;
    }
    throw new ImageRejectedException(RejectReason.CORRUPT, "png: cut off before its last chunk");
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
  }

  private static void checkWebp(ByteBuffer file) throws ImageRejectedException {
    long length = (file.getInt(4) & 0xffffffffL) + 8;
    if (length > file.limit()) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT, "webp: cut off at " + file.limit() + " of " + length + " bytes");
    }
  }
}
