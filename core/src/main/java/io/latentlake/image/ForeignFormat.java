package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * File formats that are often found under image names but are not decoded here, recognised by their
 * first bytes.
 */
final class ForeignFormat {
  private static final String CONVERT = "convert it to PNG or JPEG";

  /** Offset of the type in an ISO media file. */
  private static final int BRAND_AT = 4;

  private static final int DICOM_AT = 128;

  /** How much of a file is looked at to see whether it is text. */
  private static final int TEXT_LOOKED_AT = 512;

  private record Known(int offset, String magic, RejectReason reason, String name, String cure) {
    boolean begins(byte[] file) {
      byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
      int end = offset + bytes.length;
      return file.length >= end && Arrays.equals(file, offset, end, bytes, 0, bytes.length);
    }
  }

  private static final List<Known> KNOWN =
      List.of(
          image(BRAND_AT, "ftypavif", "an AVIF image"),
          image(BRAND_AT, "ftypavis", "an AVIF image"),
          image(BRAND_AT, "ftyphei", "a HEIC image, as phones store them"),
          image(BRAND_AT, "ftyphev", "a HEIC image, as phones store them"),
          image(BRAND_AT, "ftypmif1", "a HEIF image, as phones store them"),
          image(BRAND_AT, "ftypmsf1", "a HEIF image, as phones store them"),
          image(BRAND_AT, "ftypcrx", "a Canon raw photograph"),
          other(BRAND_AT, "ftyp", "a video (MP4 or QuickTime)", "take frames from it"),
          image(0, "\u00ff\n", "a JPEG XL image"),
          image(0, "\0\0\0\fJXL ", "a JPEG XL image"),
          image(0, "\0\0\0\fjP  ", "a JPEG 2000 image"),
          image(0, "\u00ff\u004f\u00ff\u0051", "a JPEG 2000 image"),
          image(0, "8BPS", "a Photoshop document"),
          image(0, "v/1\u0001", "an OpenEXR image"),
          image(0, "#?RADIANCE", "a Radiance HDR image"),
          image(0, "\0\0\u0001\0", "a Windows icon"),
          image(DICOM_AT, "DICM", "a DICOM file"),
          image(0, "SIMPLE  =", "a FITS file"),
          image(0, "P1\n", "a Netpbm image"),
          image(0, "P2\n", "a Netpbm image"),
          image(0, "P3\n", "a Netpbm image"),
          image(0, "P4\n", "a Netpbm image"),
          image(0, "P5\n", "a Netpbm image"),
          image(0, "P6\n", "a Netpbm image"),
          other(0, "%PDF", "a PDF document", "turn its pages into images"),
          other(0, "PK\u0003\u0004", "a ZIP archive", "unpack it"),
          other(0, "\u001f\u008b", "a gzip archive", "unpack it"),
          other(0, "7z\u00bc\u00af", "a 7z archive", "unpack it"),
          other(0, "Rar!", "a RAR archive", "unpack it"),
          other(0, "\u0093NUMPY", "a NumPy array", "store it as PNG or TIFF"),
          other(0, "\u0089HDF\r\n", "an HDF5 file", "store its images as PNG or TIFF"),
          other(0, "PAR1", "a Parquet file", "give its path as data.path"),
          other(
              0,
              "version https://git-lfs",
              "a pointer of Git LFS in place of the file",
              "fetch the file with git lfs pull"));

  private ForeignFormat() {}

  /**
   * Explains why a file in none of the supported image formats cannot be used.
   *
   * @param file its bytes, at least one
   * @return the reason, with the format found and the remedy
   */
  static ImageRejectedException rejected(byte[] file) {
    Optional<Known> known = KNOWN.stream().filter(format -> format.begins(file)).findFirst();
    if (known.isPresent()) {
      Known format = known.get();
      return new ImageRejectedException(
          format.reason(), "is " + format.name() + ", which is not supported; " + format.cure());
    }
    return new ImageRejectedException(
        RejectReason.NOT_AN_IMAGE,
        text(file).map(ForeignFormat::describeText).orElseGet(() -> "begins with " + hex(file))
            + "; supported formats are PNG, JPEG, BMP, GIF, TIFF and WebP");
  }

  private static Known image(int offset, String magic, String name) {
    return new Known(offset, magic, RejectReason.UNSUPPORTED, name, CONVERT);
  }

  private static Known other(int offset, String magic, String name, String cure) {
    return new Known(offset, magic, RejectReason.NOT_AN_IMAGE, name, cure);
  }

  /** The beginning of a file, if it is printable ASCII text. */
  private static Optional<String> text(byte[] file) {
    int looked = Math.min(file.length, TEXT_LOOKED_AT);
    for (int i = 0; i < looked; i++) {
      boolean printable = file[i] >= ' ' && file[i] < 127;
      if (!printable && file[i] != '\n' && file[i] != '\r' && file[i] != '\t') {
        return Optional.empty();
      }
    }
    return Optional.of(new String(file, 0, looked, StandardCharsets.US_ASCII).strip());
  }

  private static String describeText(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return "is a web page, as servers send instead of a missing or protected file";
    }
    if (lower.startsWith("<svg") || lower.startsWith("<?xml") && lower.contains("<svg")) {
      return "is an SVG drawing";
    }
    return "is text, not an image";
  }

  private static String hex(byte[] file) {
    StringBuilder bytes = new StringBuilder("bytes");
    for (int i = 0; i < Math.min(4, file.length); i++) {
      bytes.append(String.format(Locale.ROOT, " %02x", file[i]));
    }
    return bytes.toString();
  }
}
