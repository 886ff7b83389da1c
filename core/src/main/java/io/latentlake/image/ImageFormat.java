package io.latentlake.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The supported image file formats, recognised by their first bytes. */
enum ImageFormat {
  PNG("png"),
  JPEG("jpeg"),
  BMP("bmp"),
  GIF("gif"),
  TIFF("tiff"),
  WEBP("webp");

  /** Name under which ImageIO knows the format. */
  private final String imageIoName;

  ImageFormat(String imageIoName) {
    this.imageIoName = imageIoName;
  }

  String imageIoName() {
    return imageIoName;
  }

  static Optional<ImageFormat> of(byte[] file) {
    return Arrays.stream(values()).filter(format -> format.begins(file)).findFirst();
  }

  /** Whether compression is lossy, so that small values of a mask are not reliable. */
  boolean lossy(byte[] file) {
    return this == JPEG || this == WEBP && !at(file, 12, "VP8L");
  }

  private boolean begins(byte[] file) {
    return switch (this) {
      case PNG -> at(file, 0, "\u0089PNG\r\n\u001a\n");
      case JPEG -> at(file, 0, "\u00ff\u00d8\u00ff");
      case BMP -> at(file, 0, "BM");
      case GIF -> at(file, 0, "GIF87a") || at(file, 0, "GIF89a");
      case TIFF ->
          at(file, 0, "II*\0")
              || at(file, 0, "MM\0*")
              || at(file, 0, "II+\0")
              || at(file, 0, "MM\0+");
      case WEBP -> at(file, 0, "RIFF") && at(file, 8, "WEBP");
    };
  }

  private static boolean at(byte[] file, int offset, String text) {
    byte[] magic = text.getBytes(StandardCharsets.ISO_8859_1);
    return file.length >= offset + magic.length
        && Arrays.equals(file, offset, offset + magic.length, magic, 0, magic.length);
  }
}
