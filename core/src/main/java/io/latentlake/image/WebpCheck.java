package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Checks the chunks of a WebP file. Each picture in it has its own size, which is checked against
 * the limits like that of the canvas.
 */
final class WebpCheck {
  private static final int HEADER = 12;
  private static final int FRAME_HEADER = 16;

  /** The lossless reader looks 8 bytes ahead, and is slow where there are none. */
  private static final int PADDING = 16;

  private static final int PROFILE_FLAG = 0x20;

  /** The reader needs about 100 bytes per pixel of a lossy picture, other readers up to 12. */
  private static final int LOSSY_COST = 8;

  /** Bits that encode the prediction mode of a block of 16x16 pixels, by fixed probabilities. */
  private static final int LEAST_BLOCK_BITS = 3;

  private static final int LOSSY = chunk("VP8 ");
  private static final int LOSSLESS = chunk("VP8L");
  private static final int EXTENDED = chunk("VP8X");
  private static final int FRAME = chunk("ANMF");
  private static final int ALPHA = chunk("ALPH");

  private final byte[] file;
  private final ByteBuffer bytes;
  private final ImageDecoder limits;
  private int pictures;
  private int planes;

  private WebpCheck(byte[] file, ImageDecoder limits) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    this.limits = limits;
  }

  static byte[] readable(byte[] file, ImageDecoder limits) throws ImageRejectedException {
    return new WebpCheck(file, limits).readable();
  }

  private byte[] readable() throws ImageRejectedException {
    long length = (bytes.getInt(4) & 0xffffffffL) + 8;
    if (length > file.length) {
      throw corrupt("cut off at " + file.length + " of " + length + " bytes");
    }
    walk(HEADER, (int) length);
    // Without a picture the reader returns an empty canvas; it decodes several on top of each
    // other.
    if (pictures != 1 || planes > 1) {
      throw corrupt("a frame holds " + pictures + " pictures and " + planes + " planes of opacity");
    }
    byte[] padded = Arrays.copyOf(file, file.length + PADDING);
    if (file.length > HEADER + 8 && bytes.getInt(HEADER) == EXTENDED) {
      // Profiles are not applied, and need not be parsed.
      padded[HEADER + 8] &= ~PROFILE_FLAG;
    }
    return padded;
  }

  private void walk(int from, int to) throws ImageRejectedException {
    long at = from;
    while (at + 8 <= to) {
      int content = (int) at + 8;
      int type = bytes.getInt((int) at);
      long length = bytes.getInt((int) at + 4) & 0xffffffffL;
      if (type == FRAME) {
        // Of several frames the first.
        walk(content + FRAME_HEADER, (int) Math.min(to, content + length));
        return;
      }
      if (content + length > to) {
        throw corrupt("a chunk of " + length + " bytes is cut off");
      }
      check(type, content, length);
      at = content + length + (length & 1);
    }
  }

  private void check(int type, int at, long length) throws ImageRejectedException {
    boolean whole = at + 10 <= file.length;
    if (type == LOSSY && whole) {
      pictures++;
      checkLossy(bytes.getShort(at + 6) & 0x3fff, bytes.getShort(at + 8) & 0x3fff, length);
    } else if (type == LOSSLESS && whole) {
      pictures++;
      int sides = bytes.getInt(at + 1);
      limits.requirePixels(1 + (sides & 0x3fff), 1 + (sides >> 14 & 0x3fff));
    } else if (type == EXTENDED && whole) {
      limits.requirePixels(1 + (bytes.getInt(at + 4) & 0xffffff), 1 + (bytes.getInt(at + 6) >>> 8));
    } else if (type == ALPHA && whole) {
      planes++;
      if ((file[at] & 3) == 0) {
        // The reader would treat it as opaque everywhere.
        throw new ImageRejectedException(
            RejectReason.UNSUPPORTED, "webp: its opacity is stored uncompressed");
      }
    }
  }

  private void checkLossy(int width, int height, long length) throws ImageRejectedException {
    limits.requirePixels((long) LOSSY_COST * width, height);
    long blocks = (width + 15L) / 16 * ((height + 15L) / 16);
    if (length * 8 < blocks * LEAST_BLOCK_BITS) {
      throw corrupt(length + " bytes cannot hold a picture of " + width + "x" + height);
    }
  }

  private static int chunk(String name) {
    return Integer.reverseBytes(
        name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3));
  }

  private static ImageRejectedException corrupt(String detail) {
    return new ImageRejectedException(RejectReason.CORRUPT, "webp: " + detail);
  }
}
