package io.latentlake.image;

import io.latentlake.table.ImageNote;
import io.latentlake.table.RejectReason;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Turns an encoded image into the pixels of table {@code images}: decoded, upright, grey or RGB,
 * resized. Thread-safe.
 */
public final class ImagePreparation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ImageDecoder decoder;
  private final Background background;
  private final Range range;
  private final ImageShape shape;
  private final Resizer resizer;
  private final MaskResizer maskResizer;

  /**
   * An image ready for the table.
   *
   * @param pixels unsigned bytes, channel-major, of the requested shape; not copied
   * @param mask 1 where the ground truth marks a pixel, else 0, {@code [height, width]}
   * @param sourceBits bits per sample in the source; the pixels have 8
   * @param notes remarks on the image
   */
  public record Prepared(
      byte[] pixels, Optional<byte[]> mask, int sourceBits, Set<ImageNote> notes) {}

  /**
   * Size and kind of an image as it is in its file.
   *
   * @param height rows, upright
   * @param width columns, upright
   * @param coloured whether any pixel is not grey
   */
  public record Look(int height, int width, boolean coloured) {}

  /**
   * Prepares images of one shape.
   *
   * @param options limits, fit and background
   * @param shape the shape they get
   */
  public ImagePreparation(DataOptions options, ImageShape shape) {
    this.background = Background.parse(options.background());
    this.decoder = new ImageDecoder(options);
    this.range = Range.of(options.range());
    this.shape = shape;
    Resizer.Fit fit = Resizer.Fit.valueOf(options.fit().toUpperCase(Locale.ROOT));
    this.resizer = new Resizer(shape.height(), shape.width(), fit);
    this.maskResizer = new MaskResizer(shape.height(), shape.width(), fit);
  }

  /**
   * Prepares one image.
   *
   * @param file the encoded image
   * @param maskFiles its encoded ground truth masks, of the image's size or aspect ratio; a pixel
   *     is marked if any of them marks it
   * @return the image, ready for the table
   * @throws ImageRejectedException if image or mask cannot be used
   */
  public Prepared prepare(byte[] file, List<byte[]> maskFiles) throws ImageRejectedException {
    Set<ImageNote> notes = EnumSet.noneOf(ImageNote.class);
    return fit(decoder.decode(file, notes), maskFiles, notes);
  }

  /**
   * Prepares an image from raw values.
   *
   * @param from its shape
   * @param values unsigned bytes, channel-major
   * @return the image, ready for the table
   * @throws ImageRejectedException if there are too many pixels, or too few values for them
   */
  public Prepared prepare(ImageShape from, byte[] values) throws ImageRejectedException {
    decoder.requirePixels(from.width(), from.height());
    if (values.length != from.values()) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT, values.length + " values do not fill " + from);
    }
    PlanarImage image = new PlanarImage(from, values, 8);
    return fit(
        range == Range.MIN_MAX ? image.spread() : image,
        List.of(),
        EnumSet.noneOf(ImageNote.class));
  }

  /**
   * Reads size and kind of one image.
   *
   * @param file the encoded image
   * @return size and kind
   * @throws ImageRejectedException if it cannot be used
   */
  public Look look(byte[] file) throws ImageRejectedException {
    PlanarImage image = decoder.decode(file);
    return new Look(image.shape().height(), image.shape().width(), image.coloured());
  }

  /**
   * Refuses a file by its length, before it is read.
   *
   * @param bytes its length
   * @throws ImageRejectedException if it is empty or longer than the limit
   */
  public void requireBytes(long bytes) throws ImageRejectedException {
    decoder.requireBytes(bytes);
  }

  private Prepared fit(PlanarImage image, List<byte[]> maskFiles, Set<ImageNote> notes)
      throws ImageRejectedException {
    Optional<byte[]> mask =
        maskFiles.isEmpty() ? Optional.empty() : Optional.of(mask(maskFiles, image.shape(), notes));
    if (shape.channels() == 1 && image.coloured()) {
      notes.add(ImageNote.COLOR_DROPPED);
    }
    PlanarImage fitted = resizer.resize(image.withChannels(shape.channels()), background);
    return new Prepared(fitted.values(), mask, image.sourceBits(), notes);
  }

  private byte[] mask(List<byte[]> files, ImageShape image, Set<ImageNote> notes)
      throws ImageRejectedException {
    byte[] marked = new byte[image.height() * image.width()];
    for (byte[] file : files) {
      PlanarImage mask = decodedMask(file, image, notes);
      for (int i = 0; i < marked.length; i++) {
        marked[i] |= mask.values()[i];
      }
    }
    ImageShape one = new ImageShape(1, image.height(), image.width());
    return maskResizer.resize(new PlanarImage(one, marked, 8));
  }

  private PlanarImage decodedMask(byte[] file, ImageShape image, Set<ImageNote> notes)
      throws ImageRejectedException {
    PlanarImage mask;
    try {
      mask = decoder.decodeMask(file, notes);
    } catch (ImageRejectedException e) {
      throw new ImageRejectedException(
          RejectReason.BAD_MASK, "mask is " + e.reason().text() + ": " + e.getMessage());
    }
    if (mask.shape().height() == image.height() && mask.shape().width() == image.width()) {
      return mask;
    }
    if (!mask.shape().proportionalTo(image)) {
      throw new ImageRejectedException(
          RejectReason.BAD_MASK,
          "mask is "
              + mask.shape().height()
              + "x"
              + mask.shape().width()
              + ", the image "
              + image.height()
              + "x"
              + image.width()
              + "; a mask of another size must have the aspect ratio of its image");
    }
    notes.add(ImageNote.MASK_RESIZED);
    MaskResizer toImage = new MaskResizer(image.height(), image.width(), Resizer.Fit.STRETCH);
    ImageShape one = new ImageShape(1, image.height(), image.width());
    return new PlanarImage(one, toImage.resize(mask), 8);
  }
}
