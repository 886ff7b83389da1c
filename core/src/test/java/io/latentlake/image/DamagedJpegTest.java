package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.config.Options;
import io.latentlake.table.ImageNote;
import io.latentlake.table.RejectReason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DamagedJpegTest {
  private static final ImageDecoder ACCEPTING =
      new ImageDecoder(Options.of(DataOptions.class, "damaged=accept"));

  /** Stray bytes before the tables and before the end, an end cut off, and half of the data. */
  static Stream<byte[]> damagedFiles() {
    byte[] whole = jpeg();
    int scan = Decoding.lastIndexOf(whole, 0xda);
    return Stream.of(
        withStray(whole, Decoding.lastIndexOf(whole, 0xc0)),
        withStray(whole, whole.length - 2),
        Arrays.copyOf(whole, whole.length - 2),
        Arrays.copyOf(whole, (scan + whole.length) / 2));
  }

  @ParameterizedTest
  @MethodSource("damagedFiles")
  void damagedFilesAreRejectedWithTheOptionThatAcceptsThem(byte[] file) throws Exception {
    Decoding.assertRejected(file, RejectReason.CORRUPT, "data.damaged: accept");
    Set<ImageNote> notes = EnumSet.noneOf(ImageNote.class);
    PlanarImage image = ACCEPTING.decode(file, notes);
    assertThat(notes).containsExactly(ImageNote.DAMAGED);
    PlanarImage sound = ACCEPTING.decode(jpeg());
    assertThat(image.shape()).isEqualTo(sound.shape());
    assertThat(Arrays.copyOf(image.values(), 8 * 64))
        .as("the first rows, which are whole")
        .isEqualTo(Arrays.copyOf(sound.values(), 8 * 64));
  }

  @Test
  void soundFilesAreNotNoted() throws Exception {
    Set<ImageNote> notes = EnumSet.noneOf(ImageNote.class);
    ACCEPTING.decode(jpeg(), notes);
    assertThat(notes).isEmpty();
  }

  @Test
  void filesWithoutADecodablePartAreAlwaysRejected() {
    byte[] whole = jpeg();
    byte[] header = Arrays.copyOf(whole, Decoding.lastIndexOf(whole, 0xda));
    assertThatThrownBy(() -> ACCEPTING.decode(header)).isInstanceOf(ImageRejectedException.class);
    byte[] png = Pictures.png(40, 40, 3);
    assertThatThrownBy(() -> ACCEPTING.decode(Arrays.copyOf(png, png.length - 20)))
        .isInstanceOf(ImageRejectedException.class);
  }

  @Test
  void claimsOfADamagedFileAreCheckedAgainstTheLimits() {
    byte[] cut = Arrays.copyOf(jpeg(), jpeg().length - 2);
    int frame = Decoding.lastIndexOf(cut, 0xc0);
    ByteBuffer.wrap(cut).putShort(frame + 5, (short) 65_000).putShort(frame + 7, (short) 65_000);
    assertThatThrownBy(() -> ACCEPTING.decode(cut))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(RejectReason.TOO_MANY_PIXELS));
  }

  private static byte[] jpeg() {
    return Pictures.encode(Pictures.grey(64, 64, 90), "jpeg");
  }

  private static byte[] withStray(byte[] file, int at) {
    ByteBuffer out = ByteBuffer.allocate(file.length + 2);
    return out.put(file, 0, at).putShort((short) 0x1111).put(file, at, file.length - at).array();
  }
}
