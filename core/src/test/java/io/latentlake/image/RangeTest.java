package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.config.Options;
import io.latentlake.table.ImageNote;
import io.latentlake.table.RejectReason;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {
  private static final int SAMPLE_FORMAT = TiffDirectory.SAMPLE_FORMAT;

  @ParameterizedTest
  @CsvSource({
    "auto, 0, 1, 16, 255",
    "8, 16, 255, 255, 255",
    "12, 1, 16, 255, 255",
    "16, 0, 1, 16, 255",
    "min-max, 0, 1, 16, 255"
  })
  void samplesOfSixteenBitsAreReadByTheRange(String range, int a, int b, int c, int d)
      throws Exception {
    byte[] png = Pictures.encode(grey16(16, 257, 4095, 65_535), "png");
    assertThat(decoded(range, png)).containsExactly(a, b, c, d);
  }

  @Test
  void minMaxTakesTheLeastForBlackAndTheGreatestForWhite() throws Exception {
    assertThat(decoded("min-max", Pictures.encode(grey16(1000, 1100, 1200), "png")))
        .containsExactly(0, 128, 255);
    BufferedImage colour = new BufferedImage(2, 1, BufferedImage.TYPE_3BYTE_BGR);
    colour.setRGB(0, 0, 0x64_82_96);
    colour.setRGB(1, 0, 0x78_65_66);
    assertThat(decoded("min-max", Pictures.encode(colour, "png")))
        .as("over all colours together, so that they keep their balance")
        .containsExactly(0, 102, 153, 5, 255, 10);
    assertThat(decoded("min-max", Pictures.encode(grey16(9, 9), "png"))).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "8", "12", "16"})
  void samplesOfEightBitsAreUnchanged(String range) throws Exception {
    byte[] file = Pictures.encode(Pictures.pattern(), "png");
    assertThat(decoder(range).decode(file).values()).isEqualTo(Pictures.patternPixels());
  }

  @Test
  void anImageThatUsesAnEighthOfItsRangeIsNoted() throws Exception {
    assertThat(notes("auto", grey16(0, 8191))).containsExactly(ImageNote.RANGE_UNUSED);
    assertThat(notes("auto", grey16(0, 8192))).isEmpty();
    assertThat(notes("12", grey16(0, 4095))).isEmpty();
    assertThat(notes("auto", Pictures.grey(2, 2, 3))).as("8 bits").isEmpty();
  }

  @Test
  void samplesOfAnyKindAreReadBetweenTheirLeastAndGreatest() throws Exception {
    PlainTiff tiff32 = PlainTiff.of(1, 4, 1, 32);
    byte[] whole = ByteBuffer.allocate(16).putInt(0).putInt(-1).putInt(1 << 31).putInt(0).array();
    assertThat(decoded("min-max", tiff32.file(whole))).containsExactly(0, 255, 128, 0);
    byte[] signed = {-2, 12, 1, -12, 0, 0, -2, 12};
    assertThat(decoded("min-max", PlainTiff.of(1, 4, 1, 16).with(SAMPLE_FORMAT, 2).file(signed)))
        .containsExactly(0, 255, 128, 0);
    byte[] floats = floats(-2.5f, 1500, Float.NaN, Float.POSITIVE_INFINITY);
    assertThat(decoded("min-max", tiff32.with(SAMPLE_FORMAT, 3).file(floats)))
        .containsExactly(0, 255, 0, 255);
    byte[] rgb = floats(0, 1, 0.2f);
    assertThat(decoded("min-max", PlainTiff.of(1, 1, 3, 32).with(SAMPLE_FORMAT, 3, 3, 3).file(rgb)))
        .containsExactly(0, 255, 51);
  }

  @ParameterizedTest
  @CsvSource({"1, 32, whole numbers of 32", "2, 16, signed whole numbers", "3, 32, floating point"})
  void samplesWithoutADefinedWhiteAreRefusedWithTheOptionThatReadsThem(
      int kind, int bits, String found) {
    byte[] file = PlainTiff.of(1, 1, 1, bits).with(SAMPLE_FORMAT, kind).file(new byte[bits / 8]);
    for (String range : new String[] {"auto", "12"}) {
      assertThatThrownBy(() -> decoder(range).decode(file))
          .isInstanceOfSatisfying(
              ImageRejectedException.class,
              e -> assertThat(e.reason()).isEqualTo(RejectReason.UNSUPPORTED))
          .hasMessageContaining(found)
          .hasMessageContaining("data.range: min-max");
    }
  }

  @Test
  void floatingPointNumbersThatAreNoneAreRejected() {
    byte[] file = PlainTiff.of(1, 1, 1, 32).with(SAMPLE_FORMAT, 3).file(floats(Float.NaN));
    assertThatThrownBy(() -> decoder("min-max").decode(file))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageContaining("finite number");
    byte[] half = PlainTiff.of(1, 1, 1, 16).with(SAMPLE_FORMAT, 3).file(new byte[2]);
    assertThatThrownBy(() -> decoder("min-max").decode(half))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageContaining("floating point samples of 16 bits");
  }

  @Test
  void aMaskOfFloatingPointNumbersMarksAllButZero() throws Exception {
    byte[] file = PlainTiff.of(1, 3, 1, 32).with(SAMPLE_FORMAT, 3).file(floats(0, -0.0f, 0.001f));
    assertThat(Decoding.DECODER.decodeMask(file).values()).containsExactly(0, 0, -1);
  }

  private static ImageDecoder decoder(String range) {
    return new ImageDecoder(Options.of(DataOptions.class, "range=" + range));
  }

  private static int[] decoded(String range, byte[] file) throws Exception {
    byte[] values = decoder(range).decode(file).values();
    int[] unsigned = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      unsigned[i] = values[i] & 0xff;
    }
    return unsigned;
  }

  private static Set<ImageNote> notes(String range, BufferedImage image) throws Exception {
    Set<ImageNote> notes = EnumSet.noneOf(ImageNote.class);
    decoder(range).decode(Pictures.encode(image, "png"), notes);
    return notes;
  }

  private static BufferedImage grey16(int... samples) {
    BufferedImage image = Pictures.grey16(1, samples.length, 0);
    image.getRaster().setSamples(0, 0, samples.length, 1, 0, samples);
    return image;
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }
}
