package io.latentlake.image;

import io.latentlake.table.RejectReason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the first directory of a TIFF file against the limits, and gives the reader a file without
 * other directories. The reader would first read all values of every directory.
 */
final class TiffCheck {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES = 277;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANAR = 284;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int FILL_ORDER = 266;
  private static final int T4_OPTIONS = 292;
  private static final int T6_OPTIONS = 293;
  private static final int PREDICTOR = 317;
  private static final int COLOR_MAP = 320;
  private static final int INK_SET = 332;
  private static final int NUMBER_OF_INKS = 334;
  private static final int JPEG_TABLES = 347;
  private static final int YCBCR_COEFFICIENTS = 529;
  private static final int YCBCR_SUBSAMPLING = 530;
  private static final int YCBCR_POSITIONING = 531;
  private static final int REFERENCE_BLACK_WHITE = 532;
  private static final int COLOR_PROFILE = 34675;

  /** Tags that the pixels depend on. */
  private static final Set<Integer> NEEDED =
      Set.of(
          WIDTH,
          HEIGHT,
          BITS,
          COMPRESSION,
          PHOTOMETRIC,
          FILL_ORDER,
          STRIP_OFFSETS,
          TiffDirectory.ORIENTATION,
          SAMPLES,
          ROWS_PER_STRIP,
          STRIP_BYTES,
          PLANAR,
          T4_OPTIONS,
          T6_OPTIONS,
          PREDICTOR,
          COLOR_MAP,
          TILE_WIDTH,
          TILE_HEIGHT,
          TILE_OFFSETS,
          TILE_BYTES,
          INK_SET,
          NUMBER_OF_INKS,
          TiffDirectory.EXTRA_SAMPLES,
          TiffDirectory.SAMPLE_FORMAT,
          JPEG_TABLES,
          YCBCR_COEFFICIENTS,
          YCBCR_SUBSAMPLING,
          YCBCR_POSITIONING,
          REFERENCE_BLACK_WHITE,
          COLOR_PROFILE);

  /** Coefficients and the range of YCbCr. */
  private static final Set<Integer> FRACTIONS = Set.of(YCBCR_COEFFICIENTS, REFERENCE_BLACK_WHITE);

  private static final int OLD_JPEG = 6;
  private static final int JPEG = 7;
  private static final int SEPARATE_PLANES = 2;

  /** YCbCr and the kinds of L*a*b*, which are turned into RGB. */
  private static final Set<Long> CONVERTED = Set.of(6L, 8L, 9L, 10L);

  /** Four samples of 32 bits. */
  private static final int MOST_BITS = 128;

  /** Four samples of 16 bits. */
  private static final int USUAL_BITS = 64;

  private static final int FLOAT_BITS = 32;
  private static final int PREDICTOR_OF_FLOATS = 3;
  private static final int ZERO_IS_WHITE = 0;

  /** Type of a tag's value. */
  private static final int SHORT = 3;

  /** The length that the reader assumes for a tile if one of its lengths is missing or zero. */
  private static final long UNSTATED_BYTES = Short.MAX_VALUE;

  private static final long WALKS = 16;

  /** Tiles that need not be as large as the standard wants them. */
  private static final long MANY_TILES = 100_000;

  private static final long TILE_PIXELS = 64;

  private final byte[] file;
  private final TiffDirectory directory;
  private final ImageDecoder limits;
  private final long width;
  private final long height;
  private final long tileWidth;
  private final long tileHeight;

  private TiffCheck(byte[] file, TiffDirectory directory, ImageDecoder limits)
      throws ImageRejectedException {
    this.file = file;
    this.directory = directory;
    this.limits = limits;
    this.width = value(WIDTH, 0);
    this.height = value(HEIGHT, 0);
    limits.requirePixels(width, height);
    this.tileWidth = value(TILE_WIDTH, width);
    this.tileHeight = value(TILE_HEIGHT, Math.min(height, value(ROWS_PER_STRIP, height)));
    limits.requirePixels(tileWidth, tileHeight);
  }

  static byte[] readable(byte[] file, ImageDecoder limits) throws ImageRejectedException {
    TiffDirectory directory = directory(file);
    if (SampleType.of(directory) == SampleType.FLOAT) {
      // First, so that the checks apply to what the reader sees
      byte[] whole = withBitsOfFloats(file, directory);
      return new TiffCheck(whole, directory(whole), limits).readable();
    }
    return new TiffCheck(file, directory, limits).readable();
  }

  private byte[] readable() throws ImageRejectedException {
    requireFewBits();
    requireFewTiles();
    requireBoundedJpeg();
    return withOneDirectory();
  }

  private static TiffDirectory directory(byte[] file) throws ImageRejectedException {
    return TiffDirectory.of(ByteBuffer.wrap(file))
        .filter(found -> !found.cutOff())
        .orElseThrow(() -> corrupt("cut off before the end of its directory"));
  }

  /**
   * The file with its samples declared whole: the reader clips floating point numbers to 0 to 1.
   */
  private static byte[] withBitsOfFloats(byte[] file, TiffDirectory directory)
      throws ImageRejectedException {
    long bits = directory.value(BITS, 0).orElse(1L);
    long predictor = directory.value(PREDICTOR, 0).orElse(1L);
    long zero = directory.value(PHOTOMETRIC, 0).orElse(1L);
    boolean shorts = directory.entries().get(TiffDirectory.SAMPLE_FORMAT).type() == SHORT;
    if (bits != FLOAT_BITS
        || predictor == PREDICTOR_OF_FLOATS
        || zero == ZERO_IS_WHITE
        || !shorts) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED,
          "tiff: floating point samples of "
              + bits
              + " bits, predictor "
              + predictor
              + ", photometric interpretation "
              + zero
              + "; supported are those of 32 bits, without predictor 3, whose smallest value is"
              + " black");
    }
    ByteBuffer whole = directory.sameOrder(file.clone());
    for (int i = 0; i < directory.count(TiffDirectory.SAMPLE_FORMAT); i++) {
      directory
          .place(TiffDirectory.SAMPLE_FORMAT, i)
          .ifPresent(place -> whole.putShort(place, (short) 1));
    }
    return whole.array();
  }

  private long value(int tag, long otherwise) {
    return directory.value(tag, 0).orElse(otherwise);
  }

  private void requireFewBits() throws ImageRejectedException {
    long samples = value(SAMPLES, 1);
    long bits = value(BITS, 1);
    if (samples > MOST_BITS || bits > MOST_BITS || samples * bits > MOST_BITS) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED,
          "tiff: a pixel is "
              + samples
              + " samples of "
              + bits
              + " bits; at most 4 of 32 are supported");
    }
    if (samples * bits > USUAL_BITS) {
      // As much memory as an image twice as large
      limits.requirePixels(2 * width, height);
    }
  }

  private void requireFewTiles() throws ImageRejectedException {
    long across = (width + tileWidth - 1) / tileWidth;
    long tiles = across * ((height + tileHeight - 1) / tileHeight);
    if (tiles > MANY_TILES && tiles > width * height / TILE_PIXELS) {
      throw corrupt("made up of " + tiles + " tiles of " + tileWidth + "x" + tileHeight);
    }
    if (tiles > 1
        && value(PLANAR, 1) == SEPARATE_PLANES
        && CONVERTED.contains(value(PHOTOMETRIC, 0))) {
      // The reader converts all pixels once more with each tile.
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED, "tiff: planes of YCbCr or L*a*b* in several tiles");
    }
  }

  /** JPEG data in a tile have a size of their own, and are decoded whole. */
  private void requireBoundedJpeg() throws ImageRejectedException {
    long compression = value(COMPRESSION, 1);
    if (compression == OLD_JPEG) {
      throw new ImageRejectedException(
          RejectReason.UNSUPPORTED, "tiff: JPEG data as they were stored before 1995");
    }
    if (compression != JPEG) {
      return;
    }
    boolean tiled = directory.count(TILE_OFFSETS) > 0;
    int offsets = tiled ? TILE_OFFSETS : STRIP_OFFSETS;
    int lengths = tiled ? TILE_BYTES : STRIP_BYTES;
    boolean stated = directory.count(lengths) > 0;
    for (int i = 0; i < directory.count(lengths); i++) {
      stated &= directory.value(lengths, i).orElse(0L) != 0;
    }
    // Each tile may name the same bytes: walking them is bounded by what the file holds.
    long left = WALKS * file.length;
    for (int i = 0; i < directory.count(offsets); i++) {
      long from = directory.value(offsets, i).orElse(0L);
      long bytes = stated ? directory.value(lengths, i).orElse(0L) : UNSTATED_BYTES;
      if (from < 0 || from > file.length) {
        throw corrupt("a tile is outside the file");
      }
      long kept = Math.max(0, Math.min(bytes, file.length - from));
      left -= kept;
      if (left < 0) {
        throw corrupt("its tiles overlap");
      }
      JpegCheck jpeg = JpegCheck.of(file, (int) from, (int) (from + kept));
      jpeg.requireWithin(limits);
      if (jpeg.width() > tileWidth || jpeg.height() > tileHeight) {
        throw corrupt(
            "a tile of "
                + tileWidth
                + "x"
                + tileHeight
                + " holds a JPEG of "
                + jpeg.width()
                + "x"
                + jpeg.height());
      }
    }
  }

  /**
   * Keeps only the first of each needed entry in the directory, in place, and removes its link to
   * the next directory. Nothing is added to the file, because the reader could read it as missing
   * pixels.
   */
  private byte[] withOneDirectory() throws ImageRejectedException {
    List<TiffDirectory.Entry> kept =
        directory.entries().entrySet().stream()
            .filter(entry -> NEEDED.contains(entry.getKey()))
            // Otherwise the reader would see numbers that were not checked.
            .filter(entry -> entry.getValue().whole() || FRACTIONS.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    long claimed = kept.stream().mapToLong(TiffDirectory.Entry::bytes).sum();
    if (claimed > file.length) {
      throw corrupt("its directory claims " + claimed + " bytes of " + file.length);
    }
    ByteBuffer out = directory.sameOrder(file.clone());
    out.position(directory.at());
    if (directory.big()) {
      out.putLong(kept.size());
    } else {
      out.putShort((short) kept.size());
    }
    kept.forEach(entry -> out.put(file, entry.at(), directory.entryBytes()));
    for (int i = 0; i < (directory.big() ? 8 : 4) && out.hasRemaining(); i++) {
      out.put((byte) 0);
    }
    return out.array();
  }

  private static ImageRejectedException corrupt(String detail) {
    return new ImageRejectedException(RejectReason.CORRUPT, "tiff: " + detail);
  }
}
