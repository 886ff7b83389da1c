package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.latentlake.table.RejectReason;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to take a reader's memory or time, or to be half decoded without a word. */
class HostileFilesTest {
  private static final Background WHITE = new Background(255, 255, 255);

  /** The limits that are set by default. */
  private static final ImageDecoder DECODER = new ImageDecoder(67_108_864, 50_000_000, WHITE);

  private static final long LITTLE = 4 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
  void textThatInflatesIsNotRead(String type) throws Exception {
    byte[] palette = SoundFiles.palettePng();
    String begin = type.equals("iTXt") ? "k\0\1\0\0\0" : "k\0\0";
    byte[] bomb =
        Pictures.pngWithChunk(palette, type, Pictures.deflated(begin, new byte[60_000_000]));
    PlanarImage expected = DECODER.decode(palette);
    byte[][] found = new byte[1][];
    assertThat(allocated(() -> found[0] = DECODER.decode(bomb).values())).isLessThan(LITTLE);
    assertThat(found[0]).isEqualTo(expected.values());
  }

  @Test
  void chunkThatIsNotWhatItsChecksumSaysIsRejected() {
    byte[] png = Pictures.png(9, 9, 200);
    png[png.length - 20] ^= 1;
    assertRejected(png, RejectReason.CORRUPT, "png: a chunk does not have the checksum it states");
  }

  @Test
  void pictureWithinWebpIsHeldAgainstTheLimits() {
    byte[] file = extendedWebp(Pictures.resource("lossy.webp"), 32, 16);
    int sides = 12 + 18 + 8 + 6;
    ByteBuffer fields = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    fields.putShort(sides, (short) 16_383).putShort(sides + 2, (short) 16_383);
    assertRejected(file, RejectReason.TOO_MANY_PIXELS, "claims 131064x16383 pixels");
    fields.putShort(sides, (short) 2_000).putShort(sides + 2, (short) 2_000);
    assertRejected(file, RejectReason.CORRUPT, "cannot hold a picture of 2000x2000");
  }

  @Test
  void webpOfPicturesOverEachOtherIsRejected() {
    byte[] lossless = Pictures.resource("lossless.webp");
    byte[] once = extendedWebp(lossless, 6, 4);
    byte[] twice = Arrays.copyOf(once, once.length + lossless.length - 12);
    System.arraycopy(lossless, 12, twice, once.length, lossless.length - 12);
    ByteBuffer.wrap(twice).order(ByteOrder.LITTLE_ENDIAN).putInt(4, twice.length - 8);
    assertRejected(twice, RejectReason.CORRUPT, "holds 2 pictures");
  }

  @Test
  void webpWhoseOpacityIsNotReadIsNotTakenAsOpaque() {
    assertRejected(
        SoundFiles.webpWithPlainAlpha(),
        RejectReason.UNSUPPORTED,
        "opacity is stored uncompressed");
  }

  @Test
  void profileOfWebpIsNotApplied() throws Exception {
    byte[] plain = extendedWebp(Pictures.resource("lossless.webp"), 6, 4);
    byte[] flagged = plain.clone();
    flagged[20] |= 0x20;
    assertThat(DECODER.decode(flagged).values()).isEqualTo(Pictures.patternPixels());
  }

  private static byte[] extendedWebp(byte[] simple, int width, int height) {
    ByteBuffer out = ByteBuffer.allocate(simple.length + 18).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(out.capacity() - 8);
    out.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0);
    out.put(new byte[] {(byte) (width - 1), 0, 0, (byte) (height - 1), 0, 0});
    return out.put(simple, 12, simple.length - 12).array();
  }

  @Test
  void gifWhoseDataEndEarlyIsRejected() {
    // One row of three: clear, 1, 1, end.
    assertRejected(gif(2, 3, 4, 1, 1, 5), RejectReason.CORRUPT, "data end after 33.3");
  }

  @Test
  void gifWithMoreRowsThanItsHeaderSaysGivesThoseItSays() throws Exception {
    assertThat(DECODER.decode(gif(2, 1, 4, 1, 2, 3, 3, 3, 3, 3, 3, 5)).values())
        .isEqualTo(DECODER.decode(gif(2, 1, 4, 1, 2, 5)).values());
  }

  @Test
  void logicalScreenOfGifTakesNoMemory() throws Exception {
    byte[] file = gif(2, 1, 4, 1, 2, 5);
    Arrays.fill(file, 6, 10, (byte) 0xff);
    assertThat(allocated(() -> DECODER.decode(file))).isLessThan(LITTLE);
  }

  /** A GIF of four greys; few enough codes of 3 bits that they do not grow to 4 before the end. */
  private static byte[] gif(int width, int height, int... codes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {(byte) width, 0, (byte) height, 0, (byte) 0x81, 0, 0});
    out.writeBytes(new byte[] {0, 0, 0, 80, 80, 80, (byte) 160, (byte) 160, (byte) 160, 9, 9, 9});
    out.writeBytes(new byte[] {0x2c, 0, 0, 0, 0, (byte) width, 0, (byte) height, 0, 0, 2});
    long bits = 0;
    int length = 0;
    int size = 3;
    int entries = 6;
    for (int code : codes) {
      bits |= (long) code << length;
      length += size;
      if (code != 4 && length > 2 * 3 && ++entries == 1 << size) {
        size++;
      }
    }
    int bytes = (length + 7) / 8;
    out.write(bytes);
    for (int i = 0; i < bytes; i++) {
      out.write((int) (bits >>> 8 * i));
    }
    out.writeBytes(new byte[] {0, 0x3b});
    return out.toByteArray();
  }

  @Test
  void jpegOfThousandsOfScansIsRejected() {
    byte[] jpeg = SoundFiles.progressiveJpeg();
    int scan = lastIndexOf(jpeg, 0xda);
    byte[] scans = Arrays.copyOfRange(jpeg, scan, jpeg.length - 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, scan);
    for (int i = 0; i < 2_000; i++) {
      out.writeBytes(scans);
    }
    out.write(jpeg, jpeg.length - 2, 2);
    assertRejected(out.toByteArray(), RejectReason.CORRUPT, "scans in");
  }

  @Test
  void jpegOfMillionsOfSegmentsTakesNoMemory() {
    byte[] jpeg = Pictures.encode(Pictures.pattern(), "jpeg");
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + 4_000_000);
    out.put(jpeg, 0, 2);
    for (int i = 0; i < 1_000_000; i++) {
      out.putInt(0xfffe0002);
    }
    out.put(jpeg, 2, jpeg.length - 2);
    assertRejected(out.array(), RejectReason.CORRUPT, "segments");
    assertLittle(out.array());
  }

  @Test
  void jpegWhoseMetadataNameTheSameBytesOverAndOverIsDecoded() throws Exception {
    int entries = 5_000;
    ByteBuffer exif = ByteBuffer.allocate(65_000);
    exif.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
    exif.put("MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8).putShort((short) entries);
    exif.putShort((short) 0x112).putShort((short) 3).putInt(1).putInt(6 << 16);
    for (int i = 1; i < entries; i++) {
      exif.putShort((short) (0x9000 + i)).putShort((short) 3).putInt(32_000).putInt(8);
    }
    byte[] jpeg = Pictures.encode(Pictures.pattern(), "jpeg");
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + 4 + exif.capacity());
    out.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) (exif.capacity() + 2));
    out.put(exif.array()).put(jpeg, 2, jpeg.length - 2);
    PlanarImage[] found = new PlanarImage[1];
    assertThat(allocated(() -> found[0] = DECODER.decode(out.array()))).isLessThan(LITTLE);
    assertThat(found[0].shape()).isEqualTo(new ImageShape(3, 6, 4));
  }

  @Test
  void directoriesOfTiffThatLeadBackAreNotFollowed() throws Exception {
    byte[] tiff = Pictures.encode(Pictures.pattern(), "tiff");
    ByteBuffer fields = tiff(tiff);
    int at = fields.getInt(4);
    fields.putInt(at + 2 + 12 * fields.getShort(at), at);
    assertThat(DECODER.decode(tiff).values()).isEqualTo(Pictures.patternPixels());
    // The name of the program becomes a pointer to the directory that it stands in.
    setTag(tiff, 305, 330, 4, 1, at);
    assertThat(DECODER.decode(tiff).values()).isEqualTo(Pictures.patternPixels());
  }

  @Test
  void directoryOfTiffThatClaimsMoreThanTheFileIsRejected() {
    byte[] tiff = Arrays.copyOf(Pictures.encode(Pictures.pattern(), "tiff"), 3_000_000);
    setTag(tiff, 273, 273, 4, 400_000, 8);
    setTag(tiff, 279, 279, 4, 400_000, 8);
    assertRejected(tiff, RejectReason.CORRUPT, "its directory claims");
  }

  @Test
  void tiffOfThousandsOfSamplesIsRejected() {
    byte[] tiff = Pictures.encode(Pictures.pattern(), "tiff");
    setTag(tiff, 277, 277, 3, 1, 60_000 << 16 | 60_000);
    assertRejected(tiff, RejectReason.UNSUPPORTED, "a pixel is 60000 samples of 8 bits");
    assertLittle(tiff);
  }

  @Test
  void tiffWhoseSamplesAreAFractionIsNotTakenAtItsWord() {
    byte[] tiff = Arrays.copyOf(Pictures.encode(Pictures.grey(2, 2, 7), "tiff"), 400);
    tiff(tiff).putInt(392, 60_000).putInt(396, 1);
    setTag(tiff, 277, 277, 5, 1, 392);
    assertLittle(tiff);
  }

  @Test
  void lengthOfZeroDoesNotHideTheJpegInATile() {
    byte[] tiff = SoundFiles.tiff("JPEG");
    int frame = lastIndexOf(tiff, 0xc0);
    ByteBuffer.wrap(tiff).putShort(frame + 5, (short) 6_000).putShort(frame + 7, (short) 6_000);
    setTag(tiff, 279, 279, 4, 1, 0);
    assertRejected(tiff, RejectReason.CORRUPT, "holds a JPEG of 6000x6000");
  }

  @Test
  void tiffOfMillionsOfTilesIsRejected() {
    byte[] tiff = Pictures.encode(Pictures.pattern(), "tiff");
    setTag(tiff, 256, 256, 4, 1, 7_000);
    setTag(tiff, 257, 257, 4, 1, 7_000);
    setTag(tiff, 305, 322, 4, 1, 1);
    assertRejected(tiff, RejectReason.CORRUPT, "made up of 12250000 tiles of 1x4");
    assertLittle(tiff);
  }

  @Test
  void jpegInTileHasToFitTheTile() {
    byte[] tiff = SoundFiles.tiff("JPEG");
    int frame = lastIndexOf(tiff, 0xc0);
    ByteBuffer.wrap(tiff).putShort(frame + 5, (short) 6_000).putShort(frame + 7, (short) 6_000);
    assertRejected(tiff, RejectReason.CORRUPT, "holds a JPEG of 6000x6000");
  }

  @Test
  void convertedPlanesAndOldJpegOfTiffAreNotDecoded() {
    byte[] tiff = Pictures.encode(Pictures.pattern(), "tiff");
    setTag(tiff, 259, 259, 3, 1, 6 << 16 | 6);
    assertRejected(tiff, RejectReason.UNSUPPORTED, "before 1995");
    setTag(tiff, 259, 259, 3, 1, 1 << 16 | 1);
    setTag(tiff, 262, 262, 3, 1, 6 << 16 | 6);
    setTag(tiff, 278, 278, 3, 1, 1 << 16 | 1);
    setTag(tiff, 305, 284, 3, 1, 2 << 16 | 2);
    assertRejected(tiff, RejectReason.UNSUPPORTED, "planes of YCbCr");
  }

  @Test
  void bytesNamedByEveryStripAreNotGoneThroughForEach() {
    int rows = 20_000;
    int empty = 200_000;
    byte[] tiff = Pictures.encode(Pictures.pattern(), "tiff");
    int offsets = tiff.length;
    int lengths = offsets + 4 * rows;
    int data = lengths + 4 * rows;
    ByteBuffer file = ByteBuffer.wrap(Arrays.copyOf(tiff, data + 2 + 5 * empty));
    file.order(tiff(tiff).order());
    for (int i = 0; i < rows; i++) {
      file.putInt(offsets + 4 * i, data).putInt(lengths + 4 * i, 2 + 5 * empty);
    }
    // Blocks of deflate without a byte in them.
    file.position(data);
    file.put((byte) 0x78).put((byte) 1);
    for (int i = 0; i < empty; i++) {
      file.put(new byte[] {0, 0, 0, -1, -1});
    }
    setTag(file.array(), 256, 256, 4, 1, 6);
    setTag(file.array(), 257, 257, 4, 1, rows);
    setTag(file.array(), 259, 259, 4, 1, 8);
    setTag(file.array(), 278, 278, 4, 1, 1);
    setTag(file.array(), 273, 273, 4, rows, offsets);
    setTag(file.array(), 279, 279, 4, rows, lengths);
    assertRejected(file.array(), RejectReason.CORRUPT, "tiff: ");
  }

  @Test
  void sameBytesAreReadSixteenTimesAndNoMore() throws Exception {
    byte[] buffer = new byte[1 << 20];
    try (BudgetedInput in = new BudgetedInput(buffer)) {
      for (int i = 0; i < 17; i++) {
        in.seek(0);
        in.readFully(buffer);
      }
      in.seek(0);
      assertThatThrownBy(in::read)
          .isInstanceOf(java.io.IOException.class)
          .hasMessage("the same bytes are named again and again");
    }
  }

  @Test
  void endIsMetAThousandTimesAndNoMore() throws Exception {
    try (BudgetedInput in = new BudgetedInput(new byte[0])) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(in.read()).isEqualTo(-1);
      }
      assertThatThrownBy(in::read)
          .isInstanceOf(java.io.IOException.class)
          .hasMessage("the data end too early");
    }
  }

  @Test
  void webpWhosePixelsAreMissingIsNotFilledUp() {
    byte[] cut = Arrays.copyOf(Pictures.resource("lossless.webp"), 40);
    ByteBuffer fields = ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN);
    fields.putInt(4, 32).putInt(16, 20).putInt(21, 1_999 | 1_999 << 14);
    assertRejected(cut, RejectReason.CORRUPT, "webp: ");
  }

  @Test
  void fileWithinBmpIsNotDecoded() {
    byte[] bmp = Pictures.encode(Pictures.pattern(), "bmp");
    for (int compression : new int[] {4, 5}) {
      bmp[30] = (byte) compression;
      assertRejected(bmp, RejectReason.UNSUPPORTED, "holds a JPEG or PNG file");
    }
  }

  static IntStream soundFiles() {
    return IntStream.range(0, SoundFiles.all().size());
  }

  @ParameterizedTest
  @MethodSource("soundFiles")
  void fileCutOffAnywhereIsRejectedOrWhole(int number) throws Exception {
    byte[] file = SoundFiles.all().get(number);
    PlanarImage whole;
    try {
      whole = DECODER.decode(file);
    } catch (ImageRejectedException e) {
      assertThat(e.reason()).as(e.getMessage()).isEqualTo(RejectReason.UNSUPPORTED);
      return;
    }
    for (int length : lengths(file.length)) {
      byte[] cut = Arrays.copyOf(file, length);
      boolean webp = ImageFormat.of(cut).filter(f -> f == ImageFormat.WEBP).isPresent();
      // Else the length it states betrays it; but not where only metadata would be missing.
      if (webp && Orientation.of(file, ImageFormat.WEBP) == Orientation.UPRIGHT) {
        ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putInt(4, length - 8);
      }
      try {
        boolean same = Arrays.equals(DECODER.decode(cut).values(), whole.values());
        assertThat(same)
            .as("%d of %d bytes of a %s", length, file.length, ImageFormat.of(file))
            .isTrue();
      } catch (ImageRejectedException e) {
        assertThat(e.reason())
            .isIn(RejectReason.CORRUPT, RejectReason.NOT_AN_IMAGE, RejectReason.EMPTY);
      }
    }
  }

  private static List<Integer> lengths(int length) {
    int step = Math.max(1, length / 120);
    return Stream.iterate(0, i -> i < length, i -> i < length - 24 ? i + step : i + 1).toList();
  }

  private static ByteBuffer tiff(byte[] file) {
    return ByteBuffer.wrap(file)
        .order(file[0] == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  /** Overwrites an entry of a TIFF directory. */
  private static void setTag(byte[] file, int tag, int newTag, int type, int count, int value) {
    ByteBuffer fields = tiff(file);
    int at = TiffDirectory.of(ByteBuffer.wrap(file)).orElseThrow().entries().get(tag).at();
    fields.putShort(at, (short) newTag).putShort(at + 2, (short) type);
    fields.putInt(at + 4, count).putInt(at + 8, value);
  }

  private static int lastIndexOf(byte[] file, int marker) {
    for (int i = file.length - 2; i >= 0; i--) {
      if (file[i] == (byte) 0xff && file[i + 1] == (byte) marker) {
        return i;
      }
    }
    throw new IllegalArgumentException("not found");
  }

  private interface Work {
    void run() throws Exception;
  }

  /** Bytes of heap that a piece of work takes in all, freed ones included. */
  private static long allocated(Work work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try {
      // Once before, so that what is made only once does not count.
      work.run();
      long before = threads.getCurrentThreadAllocatedBytes();
      work.run();
      return threads.getCurrentThreadAllocatedBytes() - before;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void assertLittle(byte[] file) {
    assertThat(
            allocated(
                () -> {
                  try {
                    DECODER.decode(file);
                  } catch (ImageRejectedException e) {
                    assertThat(e.reason()).isNotEqualTo(RejectReason.EMPTY);
                  }
                }))
        .isLessThan(LITTLE);
  }

  private static void assertRejected(byte[] file, RejectReason reason, String detail) {
    assertThatThrownBy(() -> DECODER.decode(file))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
        .hasMessageContaining(detail);
  }
}
