package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.table.RejectReason;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final Background WHITE = new Background(255, 255, 255);
  private static final ImageDecoder DECODER = new ImageDecoder(1 << 20, 1_000_000, WHITE);

  static Stream<byte[]> losslessFiles() {
    return Stream.concat(
        Stream.of("png", "bmp", "tiff").map(f -> Pictures.encode(Pictures.pattern(), f)),
        Stream.of("lossless.webp", "lzw.tif").map(Pictures::resource));
  }

  @ParameterizedTest
  @MethodSource("losslessFiles")
  void losslessFormatsGiveTheirExactPixels(byte[] file) throws Exception {
    PlanarImage image = DECODER.decode(file);
    assertThat(image.shape()).isEqualTo(Pictures.PATTERN);
    assertThat(image.values()).isEqualTo(Pictures.patternPixels());
    assertThat(image.sourceBits()).isEqualTo(8);
  }

  @Test
  void gifGivesThePixelsOfItsPalette() throws Exception {
    byte[] red = {0, (byte) 200, 10};
    byte[] green = {0, 30, (byte) 180};
    byte[] blue = {0, 40, 20};
    IndexColorModel palette = new IndexColorModel(8, 3, red, green, blue);
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {2, 1, 0});
    for (String format : new String[] {"gif", "png"}) {
      assertThat(unsigned(DECODER.decode(Pictures.encode(image, format))))
          .containsExactly(10, 200, 0, 180, 30, 0, 20, 40, 0);
    }
  }

  @Test
  void jpegGivesItsPixelsWithinItsLoss() throws Exception {
    PlanarImage image = DECODER.decode(Pictures.encode(halves(), "jpeg"));
    assertHalves(image, 4);
  }

  @Test
  void lossyWebpGivesItsPixelsWithinItsLoss() throws Exception {
    assertHalves(DECODER.decode(Pictures.resource("lossy.webp")), 12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cmyk.jpg", "cmyk.tif"})
  void cmykBecomesRgb(String name) throws Exception {
    PlanarImage image = DECODER.decode(Pictures.resource(name));
    assertThat(image.shape()).isEqualTo(new ImageShape(3, 16, 32));
    int[] values = unsigned(image);
    int plane = 16 * 32;
    int left = 8 * 32 + 4;
    int right = 8 * 32 + 28;
    // Cyan inks on the left, black on the right; how saturated depends on the conversion.
    assertThat(values[left]).as("red in cyan").isLessThan(60);
    assertThat(values[plane + left]).as("green in cyan").isGreaterThan(150);
    assertThat(values[2 * plane + left]).as("blue in cyan").isGreaterThan(200);
    for (int c = 0; c < 3; c++) {
      assertThat(values[c * plane + right]).as("black").isLessThan(60);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void greyValuesAreUnchanged(String format) throws Exception {
    for (int value : new int[] {0, 1, 100, 128, 254, 255}) {
      PlanarImage image = DECODER.decode(Pictures.encode(Pictures.grey(2, 3, value), format));
      assertThat(image.withChannels(1).shape()).isEqualTo(new ImageShape(1, 2, 3));
      assertThat(unsigned(image.withChannels(1))).containsOnly(value);
    }
  }

  @Test
  void oneBitImagesBecomeBlackAndWhite() throws Exception {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(1, 0, 0xffffff);
    assertThat(unsigned(DECODER.decode(Pictures.encode(image, "png")))).containsExactly(0, 255);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "65535, 255", "32896, 128", "257, 1", "128, 0", "129, 1"})
  void sixteenBitsAreRoundedToEight(int sample, int expected) throws Exception {
    for (String format : new String[] {"png", "tiff"}) {
      PlanarImage image = DECODER.decode(Pictures.encode(Pictures.grey16(1, 1, sample), format));
      assertThat(unsigned(image)).containsExactly(expected);
      assertThat(image.sourceBits()).isEqualTo(16);
    }
  }

  @Test
  void transparencyShowsTheBackground() throws Exception {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00ff0000);
    image.setRGB(1, 0, 0x80ff0000);
    image.setRGB(2, 0, 0xff00ff00);
    ImageDecoder onBlue = new ImageDecoder(1 << 20, 100, new Background(0, 0, 255));
    assertThat(unsigned(onBlue.decode(Pictures.encode(image, "png"))))
        .containsExactly(0, 128, 0, 0, 0, 255, 255, 127, 0);
    assertThat(unsigned(DECODER.decode(Pictures.resource("alpha.webp"))))
        .startsWith(255, 255, 0, 0)
        .endsWith(255, 255, 255, 255);
    byte[] deep = Pictures.encode(Pictures.rgba16(65535, 0, 0, 32896), "png");
    assertThat(unsigned(DECODER.decode(deep))).containsExactly(255, 127, 127);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 'a b|c d|e f'", "2, 'b a|d c|f e'", "3, 'f e|d c|b a'", "4, 'e f|c d|a b'",
    "5, 'a c e|b d f'", "6, 'e c a|f d b'", "7, 'f d b|e c a'", "8, 'b d f|a c e'"
  })
  void orientationIsObeyed(int orientation, String expected) throws Exception {
    BufferedImage image = new BufferedImage(16, 24, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 6; i++) {
      int[] block = new int[64];
      Arrays.fill(block, 20 + 40 * i);
      image.getRaster().setSamples(i % 2 * 8, i / 2 * 8, 8, 8, 0, block);
    }
    byte[] jpeg = Pictures.jpegWithOrientation(Pictures.encode(image, "jpeg"), orientation);
    byte[] png = Pictures.pngWithOrientation(Pictures.encode(image, "png"), orientation);
    assertThat(blocks(DECODER.decode(jpeg))).isEqualTo(expected);
    assertThat(blocks(DECODER.decode(png))).isEqualTo(expected);
  }

  @Test
  void orientationOfWebpAndTiffIsObeyed() throws Exception {
    byte[] tiff = Pictures.encode(Pictures.pattern(), "tiff");
    byte[] turned = withTiffOrientation(tiff, 6);
    for (byte[] file : new byte[][] {Pictures.resource("orientation6.webp"), turned}) {
      PlanarImage image = DECODER.decode(file);
      assertThat(image.shape()).isEqualTo(new ImageShape(3, 6, 4));
      int[] values = unsigned(image);
      for (int y = 0; y < 6; y++) {
        for (int x = 0; x < 4; x++) {
          assertThat(values[y * 4 + x]).isEqualTo(Pictures.pattern(0, 3 - x, y));
        }
      }
    }
  }

  @Test
  void headerClaimingTooManyPixelsIsRefusedUndecoded() {
    assertRejected(Pictures.pngClaiming(100_000, 100_000), RejectReason.TOO_MANY_PIXELS);
    assertRejected(Pictures.pngClaiming(-1, -1), RejectReason.TOO_MANY_PIXELS);
    byte[] bmp = Pictures.encode(Pictures.pattern(), "bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 100_000).putInt(22, 100_000);
    assertRejected(bmp, RejectReason.TOO_MANY_PIXELS);
    byte[] gif = Pictures.encode(Pictures.pattern(), "gif");
    byte[] jpeg = Pictures.encode(Pictures.pattern(), "jpeg");
    int frame = indexOf(jpeg, (byte) 0xff, (byte) 0xc0);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 65_000).putShort(frame + 7, (short) 65_000);
    assertRejected(jpeg, RejectReason.TOO_MANY_PIXELS);
    int descriptor = lastIndexOf(gif, (byte) 0x2c, (byte) 0);
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(descriptor + 5, (short) 65_000)
        .putShort(descriptor + 7, (short) 65_000);
    assertRejected(gif, RejectReason.TOO_MANY_PIXELS);
  }

  @Test
  void limitIsTheLastSizeAllowed() throws Exception {
    byte[] file = Pictures.png(10, 10, 7);
    assertThat(new ImageDecoder(file.length, 100, WHITE).decode(file).values()).hasSize(100);
    assertThatThrownBy(() -> new ImageDecoder(file.length, 99, WHITE).decode(file))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessage("the header claims 10x10 pixels; data.max-pixels is 99");
    assertThatThrownBy(() -> new ImageDecoder(file.length - 1, 100, WHITE).decode(file))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageContaining("data.max-bytes is " + (file.length - 1));
  }

  static Stream<byte[]> wholeFiles() {
    return Stream.concat(
        Stream.of("png", "bmp", "gif", "tiff", "jpeg").map(f -> Pictures.encode(noise(), f)),
        Stream.of("lossless.webp", "lossy.webp", "cmyk.jpg").map(Pictures::resource));
  }

  @ParameterizedTest
  @MethodSource("wholeFiles")
  void filesCutOffAreRejected(byte[] file) throws Exception {
    assertThat(DECODER.decode(file).values()).isNotEmpty();
    for (double share : new double[] {0.3, 0.6, 0.9}) {
      assertRejected(Arrays.copyOf(file, (int) (file.length * share)), RejectReason.CORRUPT);
    }
  }

  @Test
  void filesThatAreNoImagesAreRejected() {
    assertRejected(new byte[0], RejectReason.EMPTY);
    assertRejected("hello, world".getBytes(), RejectReason.NOT_AN_IMAGE);
    assertRejected(new byte[] {(byte) 0x89}, RejectReason.NOT_AN_IMAGE);
    byte[] palette = Pictures.encode(Pictures.pattern(), "bmp");
    ByteBuffer.wrap(palette).order(ByteOrder.LITTLE_ENDIAN).putInt(46, Integer.MAX_VALUE);
    assertRejected(palette, RejectReason.CORRUPT);
  }

  private static void assertRejected(byte[] file, RejectReason reason) {
    assertThatThrownBy(() -> DECODER.decode(file))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private static BufferedImage halves() {
    BufferedImage image = new BufferedImage(32, 16, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(200, 30, 30));
    pen.fillRect(0, 0, 16, 16);
    pen.setColor(new Color(30, 30, 200));
    pen.fillRect(16, 0, 16, 16);
    pen.dispose();
    return image;
  }

  private static void assertHalves(PlanarImage image, int tolerance) {
    assertThat(image.shape()).isEqualTo(new ImageShape(3, 16, 32));
    int[] values = unsigned(image);
    int[] left = {200, 30, 30};
    int[] right = {30, 30, 200};
    for (int c = 0; c < 3; c++) {
      assertThat(values[c * 512 + 8 * 32 + 4]).isCloseTo(left[c], within(tolerance));
      assertThat(values[c * 512 + 8 * 32 + 28]).isCloseTo(right[c], within(tolerance));
    }
  }

  private static BufferedImage noise() {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_3BYTE_BGR);
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < 1600; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt(1 << 24));
    }
    return image;
  }

  /** Names the 8 by 8 blocks by their grey value. */
  private static String blocks(PlanarImage image) {
    StringBuilder text = new StringBuilder();
    int[] values = unsigned(image);
    for (int y = 0; y < image.shape().height(); y += 8) {
      text.append(y > 0 ? "|" : "");
      for (int x = 0; x < image.shape().width(); x += 8) {
        int value = values[(y + 4) * image.shape().width() + x + 4];
        text.append(x > 0 ? " " : "").append((char) ('a' + Math.round((value - 20) / 40.0)));
      }
    }
    return text.toString();
  }

  /** Changes the orientation that the writer states. */
  private static byte[] withTiffOrientation(byte[] tiff, int orientation) {
    TiffDirectory directory = TiffDirectory.of(ByteBuffer.wrap(tiff)).orElseThrow();
    int at = (int) directory.entries().get(TiffDirectory.ORIENTATION).valuesAt();
    ByteOrder order = tiff[0] == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer.wrap(tiff).order(order).putShort(at, (short) orientation);
    return tiff;
  }

  private static int indexOf(byte[] file, byte first, byte second) {
    for (int i = 0; i + 1 < file.length; i++) {
      if (file[i] == first && file[i + 1] == second) {
        return i;
      }
    }
    throw new IllegalArgumentException("not found");
  }

  private static int lastIndexOf(byte[] file, byte first, byte second) {
    for (int i = file.length - 2; i >= 0; i--) {
      if (file[i] == first && file[i + 1] == second) {
        return i;
      }
    }
    throw new IllegalArgumentException("not found");
  }

  private static int[] unsigned(PlanarImage image) {
    int[] out = new int[image.values().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = image.values()[i] & 0xff;
    }
    return out;
  }
}
