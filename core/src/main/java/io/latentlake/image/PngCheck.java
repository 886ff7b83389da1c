package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Checks the chunks of a PNG file. Chunks that the pixels depend on must be complete. The others
 * are removed, because a reader inflates texts among them without a limit.
 */
final class PngCheck {
  private static final int SIGNATURE = 8;
  private static final int FRAME = 12;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  private PngCheck() {}

  static byte[] readable(byte[] file, ImageDecoder limits) throws ImageRejectedException {
    ByteBuffer chunks = ByteBuffer.wrap(file);
    if (file.length < SIGNATURE + FRAME + 13 || chunks.getInt(SIGNATURE + 4) != IHDR) {
      throw corrupt("does not begin with its header");
    }
    limits.requirePixels(
        chunks.getInt(SIGNATURE + 8) & 0xffffffffL, chunks.getInt(SIGNATURE + 12) & 0xffffffffL);
    boolean onlyPixels = true;
    long at = SIGNATURE;
    while (at + FRAME <= file.length) {
      long end = end(chunks, (int) at);
      int type = chunks.getInt((int) at + 4);
      if (end > file.length) {
        break;
      }
      if (needed(type)) {
        requireSum(file, (int) at, (int) end);
      } else {
        onlyPixels = false;
      }
      if (type == IEND) {
        return onlyPixels ? file : pixels(file, (int) end);
      }
      at = end;
    }
    throw corrupt("cut off before its last chunk");
  }

  private static boolean needed(int type) {
    return type == IHDR || type == PLTE || type == TRNS || type == IDAT || type == IEND;
  }

  private static long end(ByteBuffer chunks, int at) {
    return at + FRAME + (chunks.getInt(at) & 0xffffffffL);
  }

  private static void requireSum(byte[] file, int at, int end) throws ImageRejectedException {
    CRC32 sum = new CRC32();
    sum.update(file, at + 4, end - at - 8);
    if ((int) sum.getValue() != ByteBuffer.wrap(file).getInt(end - 4)) {
      throw corrupt("a chunk does not have the checksum it states");
    }
  }

  private static byte[] pixels(byte[] file, int fileEnd) {
    ByteBuffer chunks = ByteBuffer.wrap(file);
    ByteArrayOutputStream out = new ByteArrayOutputStream(fileEnd);
    out.write(file, 0, SIGNATURE);
    int at = SIGNATURE;
    while (at < fileEnd) {
      int end = (int) end(chunks, at);
      if (needed(chunks.getInt(at + 4))) {
        out.write(file, at, end - at);
      }
      at = end;
    }
    return out.toByteArray();
  }

  private static ImageRejectedException corrupt(String detail) {
    return new ImageRejectedException(RejectReason.CORRUPT, "png: " + detail);
  }
}
