package io.latentlake.image;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The EXIF orientation of an image, 1 (upright) to 8. */
final class Orientation {
  static final int UPRIGHT = 1;

  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int EXIF_SEGMENT = 0xe1;
  private static final int START_OF_SCAN = 0xda;
  private static final int CHECKSUM = 4;

  private Orientation() {}

  /** The orientation a file states; upright if it states none or its metadata are broken. */
  static int of(byte[] file, ImageFormat format) {
    Optional<ByteBuffer> exif =
        switch (format) {
          case JPEG -> inJpeg(ByteBuffer.wrap(file));
          case TIFF -> Optional.of(ByteBuffer.wrap(file));
          case WEBP -> inChunk(ByteBuffer.wrap(file).order(LITTLE_ENDIAN), 12, "EXIF", 0, 1);
          case PNG -> inChunk(ByteBuffer.wrap(file), 8, "eXIf", 4, 0);
          default -> Optional.empty();
        };
    return exif.flatMap(TiffDirectory::of)
        .flatMap(directory -> directory.value(TiffDirectory.ORIENTATION, 0))
        .filter(value -> value >= 1 && value <= 8)
        .map(Long::intValue)
        .orElse(UPRIGHT);
  }

  private static Optional<ByteBuffer> inJpeg(ByteBuffer file) {
    int at = 2;
    while (at + 4 <= file.limit() && file.get(at) == (byte) 0xff) {
      int marker = file.get(at + 1) & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      int length = file.getShort(at + 2) & 0xffff;
      if (marker == START_OF_SCAN) {
        break;
      }
      if (marker == EXIF_SEGMENT && begins(file, at + 4, EXIF) && length > 2) {
        return slice(file, at + 4, length - 2L);
      }
      at += 2 + length;
    }
    return Optional.empty();
  }

  /** The content of a PNG or WebP chunk, whose length comes before or after its name. */
  private static Optional<ByteBuffer> inChunk(
      ByteBuffer file, int from, String name, int nameAt, int padding) {
    long at = from;
    while (at + 8 <= file.limit()) {
      int start = (int) at;
      long length = file.getInt(start + 4 - nameAt) & 0xffffffffL;
      if (begins(file, start + nameAt, name.getBytes(StandardCharsets.US_ASCII))) {
        return slice(file, start + 8, length);
      }
      at += 8 + length + (padding == 1 ? length & 1 : CHECKSUM);
    }
    return Optional.empty();
  }

  private static Optional<ByteBuffer> slice(ByteBuffer file, int at, long length) {
    // Some programs put the mark of JPEG before EXIF everywhere.
    int skipped = begins(file, at, EXIF) ? EXIF.length : 0;
    long kept = Math.min(length, file.limit() - at) - skipped;
    return kept < 0 ? Optional.empty() : Optional.of(file.slice(at + skipped, (int) kept));
  }

  private static boolean begins(ByteBuffer file, int at, byte[] word) {
    if (at + word.length > file.limit()) {
      return false;
    }
    byte[] found = new byte[word.length];
    file.get(at, found);
    return Arrays.equals(found, word);
  }

  /** Turns an image upright. */
  static PlanarImage upright(PlanarImage image, int orientation) {
    if (orientation == UPRIGHT) {
      return image;
    }
    int height = image.shape().height();
    int width = image.shape().width();
    boolean swapped = orientation >= 5;
    int outHeight = swapped ? width : height;
    int outWidth = swapped ? height : width;
    byte[] out = new byte[image.values().length];
    for (int c = 0; c < image.shape().channels(); c++) {
      int plane = c * height * width;
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++) {
          int column = swapped ? y : x;
          int row = swapped ? x : y;
          boolean mirrorColumn =
              orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
          boolean mirrorRow =
              orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
          column = mirrorColumn ? width - 1 - column : column;
          row = mirrorRow ? height - 1 - row : row;
          out[plane + y * outWidth + x] = image.values()[plane + row * width + column];
        }
      }
    }
    ImageShape shape = new ImageShape(image.shape().channels(), outHeight, outWidth);
    return new PlanarImage(shape, out, image.sourceBits());
  }
}
