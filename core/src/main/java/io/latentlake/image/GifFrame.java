package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Position of the first picture of a GIF file on its canvas, and the order of its rows.
 *
 * <p>The reader ignores the canvas, and leaves rows black in interlaced pictures of two to four
 * rows. So it gets the rows in the order in which they are stored.
 *
 * @param at offset of the picture's descriptor in the file
 * @param canvasHeight rows of the canvas; more if the picture needs them
 * @param canvasWidth columns of the canvas, likewise
 * @param top the canvas' row on which the picture begins
 * @param left the canvas' column in which it begins
 * @param interlaced whether every eighth row is stored first, then those in between
 */
record GifFrame(int at, int canvasHeight, int canvasWidth, int top, int left, boolean interlaced) {
  private static final int HEADER = 13;
  private static final int DESCRIPTION = 10;
  private static final int PICTURE = 0x2c;
  private static final int EXTENSION = 0x21;
  private static final int INTERLACED = 0x40;
  private static final int PALETTE = 0x80;

  private static final int[] FIRST_ROW = {0, 4, 2, 1};
  private static final int[] ROW_STEP = {8, 8, 4, 2};

  /** Finds the first picture. */
  static GifFrame of(byte[] file) throws ImageRejectedException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = find(file);
    int left = bytes.getShort(at + 1) & 0xffff;
    int top = bytes.getShort(at + 3) & 0xffff;
    int width = bytes.getShort(at + 5) & 0xffff;
    int height = bytes.getShort(at + 7) & 0xffff;
    return new GifFrame(
        at,
        Math.max(bytes.getShort(8) & 0xffff, top + height),
        Math.max(bytes.getShort(6) & 0xffff, left + width),
        top,
        left,
        (file[at + 9] & INTERLACED) != 0);
  }

  private static int find(byte[] file) throws ImageRejectedException {
    int at = HEADER;
    if (file.length > HEADER && (file[HEADER - 3] & PALETTE) != 0) {
      at += 3 * (2 << (file[HEADER - 3] & 7));
    }
    while (at + DESCRIPTION <= file.length && file[at] == EXTENSION) {
      at += 2;
      while (at < file.length && file[at] != 0) {
        at += 1 + (file[at] & 0xff);
      }
      at++;
    }
    if (at + DESCRIPTION > file.length || file[at] != PICTURE) {
      throw new ImageRejectedException(RejectReason.CORRUPT, "gif: holds no picture");
    }
    return at;
  }

  /** The file as if its rows were stored from top to bottom. */
  byte[] withRowsAsStored(byte[] file) {
    if (!interlaced) {
      return file;
    }
    byte[] plain = file.clone();
    plain[at + DESCRIPTION - 1] &= ~INTERLACED;
    return plain;
  }

  /**
   * Lays the picture on the canvas, its rows in their places.
   *
   * @param stored its rows as they are stored
   * @param around colour of the canvas, which is transparent
   */
  PlanarImage onCanvas(PlanarImage stored, Background around) {
    int height = stored.shape().height();
    int width = stored.shape().width();
    if (!interlaced && height == canvasHeight && width == canvasWidth) {
      return stored;
    }
    int channels = stored.shape().channels();
    int plane = canvasHeight * canvasWidth;
    byte[] out = new byte[channels * plane];
    int[] rows = rows(height);
    for (int c = 0; c < channels; c++) {
      Arrays.fill(out, c * plane, (c + 1) * plane, (byte) around.channel(c, channels));
      for (int y = 0; y < height; y++) {
        System.arraycopy(
            stored.values(),
            (c * height + y) * width,
            out,
            c * plane + (top + rows[y]) * canvasWidth + left,
            width);
      }
    }
    return new PlanarImage(
        new ImageShape(channels, canvasHeight, canvasWidth), out, stored.sourceBits());
  }

  /** The position of every row, in the order in which they are stored. */
  private int[] rows(int height) {
    int[] rows = new int[height];
    int stored = 0;
    for (int pass = 0; pass < (interlaced ? FIRST_ROW.length : 1); pass++) {
      int step = interlaced ? ROW_STEP[pass] : 1;
      for (int y = FIRST_ROW[pass]; y < height; y += step) {
        rows[stored] = y;
        stored++;
      }
    }
    return rows;
  }
}
