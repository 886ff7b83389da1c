package io.latentlake.image;

import io.latentlake.table.ImageNote;
import io.latentlake.table.RejectReason;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes image files: PNG, JPEG, BMP, GIF, TIFF and WebP; the first if there are several pictures.
 *
 * <p>The header is checked against the limits before memory is allocated for pixels. Grey, palette,
 * RGB, CMYK and transparency become 8 bit grey or RGB; the EXIF orientation is applied.
 * Thread-safe.
 */
final class ImageDecoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST_DETAIL = 500;

  private final long maxBytes;
  private final long maxPixels;
  private final Background background;
  private final Range range;
  private final String damaged;

  private ImageDecoder(
      long maxBytes, long maxPixels, Background background, Range range, String damaged) {
    this.maxBytes = maxBytes;
    this.maxPixels = maxPixels;
    this.background = background;
    this.range = range;
    this.damaged = damaged;
  }

  ImageDecoder(DataOptions options) {
    this(
        options.maxBytes(),
        options.maxPixels(),
        Background.parse(options.background()),
        Range.of(options.range()),
        options.damaged());
  }

  /** A decoder with these limits and the defaults of all other options. */
  ImageDecoder(long maxBytes, long maxPixels, Background background) {
    this(maxBytes, maxPixels, background, Range.AUTO, "reject");
  }

  long maxBytes() {
    return maxBytes;
  }

  /**
   * Decodes one file.
   *
   * @param file the encoded image
   * @return its pixels, upright, at the file's own size
   * @throws ImageRejectedException if it cannot be used
   */
  PlanarImage decode(byte[] file) throws ImageRejectedException {
    return decode(file, EnumSet.noneOf(ImageNote.class));
  }

  /**
   * Decodes one file.
   *
   * @param file the encoded image
   * @param notes gets what a reader of the image should know
   * @return its pixels, upright, at the file's own size
   * @throws ImageRejectedException if it cannot be used
   */
  PlanarImage decode(byte[] file, Set<ImageNote> notes) throws ImageRejectedException {
    ImageFormat format = format(file);
    byte[] readable = FileCheck.readable(file, format, this, notes);
    BufferedImage decoded = read(readable, format, notes);
    PlanarImage image =
        PixelReader.read(decoded, Samples.of(file, format, decoded), range, background, notes);
    return whole(image, file, format, background);
  }

  /**
   * Decodes a mask by the values of its samples, not by brightness.
   *
   * @param file the encoded mask
   * @return 255 where it marks a pixel, else 0; one channel, upright, at the file's own size
   * @throws ImageRejectedException if it cannot be used
   */
  PlanarImage decodeMask(byte[] file) throws ImageRejectedException {
    return decodeMask(file, EnumSet.noneOf(ImageNote.class));
  }

  /**
   * Decodes a mask, as {@link #decodeMask(byte[])} does.
   *
   * @param file the encoded mask
   * @param notes receives remarks on the mask
   * @return 255 where it marks a pixel, else 0; one channel, upright, at the file's own size
   * @throws ImageRejectedException if it cannot be used
   */
  PlanarImage decodeMask(byte[] file, Set<ImageNote> notes) throws ImageRejectedException {
    ImageFormat format = format(file);
    byte[] readable = FileCheck.readable(file, format, this, notes);
    BufferedImage decoded = read(readable, format, notes);
    Samples samples = Samples.of(file, format, decoded);
    PlanarImage mask =
        format.lossy(file)
            ? MaskReader.bright(PixelReader.read(decoded, samples, Range.AUTO, background, notes))
            : MaskReader.marked(decoded, samples);
    return whole(mask, file, format, new Background(0, 0, 0));
  }

  /** The image on its canvas, and upright. */
  private static PlanarImage whole(
      PlanarImage image, byte[] file, ImageFormat format, Background around)
      throws ImageRejectedException {
    PlanarImage laid =
        format == ImageFormat.GIF ? GifFrame.of(file).onCanvas(image, around) : image;
    return Orientation.upright(laid, Orientation.of(file, format));
  }

  private ImageFormat format(byte[] file) throws ImageRejectedException {
    requireBytes(file.length);
    return ImageFormat.of(file).orElseThrow(() -> ForeignFormat.rejected(file));
  }

  void requireBytes(long bytes) throws ImageRejectedException {
    if (bytes < 0) {
      throw new ImageRejectedException(
          RejectReason.UNREADABLE, "its length is given as " + bytes + " bytes");
    }
    if (bytes == 0) {
      throw new ImageRejectedException(RejectReason.EMPTY, "0 bytes");
    }
    if (bytes > maxBytes) {
      throw new ImageRejectedException(
          RejectReason.TOO_MANY_BYTES, bytes + " bytes; data.max-bytes is " + maxBytes);
    }
  }

  void requirePixels(long width, long height) throws ImageRejectedException {
    if (width < 1 || height < 1) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT, "the header claims " + width + "x" + height + " pixels");
    }
    if (width > maxPixels / height) {
      throw new ImageRejectedException(
          RejectReason.TOO_MANY_PIXELS,
          "the header claims " + width + "x" + height + " pixels; data.max-pixels is " + maxPixels);
    }
  }

  private BufferedImage read(byte[] file, ImageFormat format, Set<ImageNote> notes)
      throws ImageRejectedException {
    List<String> warnings = new ArrayList<>();
    try (ImageInputStream in = new BudgetedInput(file)) {
      ImageReader reader = Readers.of(format).createReaderInstance(null);
      try {
        reader.setInput(in, true, true);
        requirePixels(reader.getWidth(0), reader.getHeight(0));
        RowCount rows = new RowCount();
        if (format == ImageFormat.GIF) {
          reader.addIIOReadProgressListener(rows);
        }
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0);
        requireWhole(warnings, format, notes);
        if (format == ImageFormat.GIF) {
          rows.requireAll();
        }
        return image;
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Readers of broken files throw any runtime exception. A stack overflow is safe to catch:
      // only the reader, which is discarded, was affected.
      throw new ImageRejectedException(
          RejectReason.CORRUPT, format.imageIoName() + ": " + describe(e));
    }
  }

  /** The JPEG reader fills in missing parts, and only warns. */
  private void requireWhole(List<String> warnings, ImageFormat format, Set<ImageNote> notes)
      throws ImageRejectedException {
    for (String warning : warnings) {
      if (warning.contains("Premature end") || warning.contains("Corrupt JPEG data")) {
        if (format != ImageFormat.JPEG) {
          throw new ImageRejectedException(RejectReason.CORRUPT, warning);
        }
        takeDamaged(warning, notes);
      }
    }
  }

  /** Notes damage; rejects the file unless damaged files are accepted. */
  void takeDamaged(String detail, Set<ImageNote> notes) throws ImageRejectedException {
    if (!damaged.equals("accept")) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT, detail + "; with data.damaged: accept, the readable part is used");
    }
    notes.add(ImageNote.DAMAGED);
  }

  private static String describe(Throwable e) {
    String message =
        e instanceof IIOException && e.getMessage() != null ? e.getMessage() : e.toString();
    return message.length() > LONGEST_DETAIL ? message.substring(0, LONGEST_DETAIL) : message;
  }

  /** The reader of each format, looked up once because the registry is not thread-safe. */
  private static final class Readers {
    private static final Map<ImageFormat, ImageReaderSpi> SPIS = find();

    static ImageReaderSpi of(ImageFormat format) {
      return SPIS.get(format);
    }

    private static Map<ImageFormat, ImageReaderSpi> find() {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      try {
        // An executor loads the submitted jar with another class loader; ImageIO uses the thread's.
        thread.setContextClassLoader(ImageDecoder.class.getClassLoader());
        ImageIO.setUseCache(false);
        ImageIO.scanForPlugins();
      } finally {
        thread.setContextClassLoader(before);
      }
      Map<ImageFormat, ImageReaderSpi> spis = new EnumMap<>(ImageFormat.class);
      for (ImageFormat format : ImageFormat.values()) {
        Iterator<ImageReaderSpi> found =
            IIORegistry.getDefaultInstance()
                .getServiceProviders(
                    ImageReaderSpi.class,
                    spi ->
                        List.of(((ImageReaderSpi) spi).getFormatNames())
                            .contains(format.imageIoName()),
                    true);
        if (!found.hasNext()) {
          throw new IllegalStateException("no ImageIO reader for " + format.imageIoName());
        }
        spis.put(format, found.next());
      }
      return spis;
    }
  }
}
