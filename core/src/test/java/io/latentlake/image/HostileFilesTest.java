package io.latentlake.image;

import static io.latentlake.image.Decoding.DECODER;
import static io.latentlake.image.Decoding.LITTLE;
import static io.latentlake.image.Decoding.allocated;
import static io.latentlake.image.Decoding.assertLittle;
import static io.latentlake.image.Decoding.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.table.RejectReason;
import java.io.ByteArrayOutputStream;
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
  void pictureWithinWebpIsCheckedAgainstTheLimits() {
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
  void logicalScreenOfGifTakesNoMemory() {
    byte[] file = gif(2, 1, 4, 1, 2, 5);
    Arrays.fill(file, 6, 10, (byte) 0xff);
    assertRejected(file, RejectReason.TOO_MANY_PIXELS, "claims 65535x65535 pixels");
    assertLittle(file, RejectReason.TOO_MANY_PIXELS);
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
  void sameBytesAreReadAtMostSixteenTimes() throws Exception {
    byte[] buffer = new byte[1 << 20];
    try (BudgetedInput in = new BudgetedInput(buffer)) {
      for (int i = 0; i < 17; i++) {
        in.seek(0);
        in.readFully(buffer);
      }
      in.seek(0);
      assertThatThrownBy(in::read)
          .isInstanceOf(java.io.IOException.class)
          .hasMessage("the file refers to the same bytes too many times");
    }
  }

  @Test
  void endIsReadAtMostAThousandTimes() throws Exception {
    try (BudgetedInput in = new BudgetedInput(new byte[0])) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(in.read()).isEqualTo(-1);
      }
      assertThatThrownBy(in::read)
          .isInstanceOf(java.io.IOException.class)
          .hasMessage("the file is cut off");
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
}
