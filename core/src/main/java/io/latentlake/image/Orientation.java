package io.latentlake.image;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngMetadataReader;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.imaging.webp.WebpMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a camera was held, as EXIF numbers it: 1 upright to 8. */
final class Orientation {
  static final int UPRIGHT = 1;

  private static final byte[] PNG_EXIF = "eXIf".getBytes(StandardCharsets.US_ASCII);

  private Orientation() {}

  /** The orientation a file states; upright where it states none or its metadata are broken. */
  static int of(byte[] file, ImageFormat format) {
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(file);
      switch (format) {
        case JPEG:
          return of(JpegMetadataReader.readMetadata(in, List.of(new ExifReader())));
        case TIFF:
          return of(TiffMetadataReader.readMetadata(in));
        case WEBP:
          return of(WebpMetadataReader.readMetadata(in));
        case PNG:
          // Most have none, and looking is cheaper than parsing.
          return contains(file, PNG_EXIF) ? of(PngMetadataReader.readMetadata(in)) : UPRIGHT;
        default:
          return UPRIGHT;
      }
    } catch (ImageProcessingException | IOException | RuntimeException e) {
      // The pixels may be sound all the same; the decoder is the judge of that.
      return UPRIGHT;
    }
  }

  private static int of(Metadata metadata) {
    for (ExifIFD0Directory directory : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
      Integer value = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      if (value != null && value >= 1 && value <= 8) {
        return value;
      }
    }
    return UPRIGHT;
  }

  private static boolean contains(byte[] file, byte[] word) {
    for (int i = 0; i + word.length <= file.length; i++) {
      int k = 0;
      while (k < word.length && file[i + k] == word[k]) {
        k++;
      }
      if (k == word.length) {
        return true;
      }
    }
    return false;
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
