package io.latentlake.image;

import static io.latentlake.image.Decoding.DECODER;
import static io.latentlake.image.Decoding.LITTLE;
import static io.latentlake.image.Decoding.allocated;
import static io.latentlake.image.Decoding.assertLittle;
import static io.latentlake.image.Decoding.assertRejected;
import static io.latentlake.image.Decoding.lastIndexOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.table.RejectReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** TIFF files made to take a reader's memory or time, or to be decoded wrongly. */
class HostileTiffTest {
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
    assertLittle(tiff, RejectReason.UNSUPPORTED);
  }

  @Test
  void tiffWhoseSamplesAreAFractionIsNotTakenAtItsWord() throws Exception {
    byte[] tiff = Arrays.copyOf(Pictures.encode(Pictures.grey(2, 2, 7), "tiff"), 400);
    tiff(tiff).putInt(392, 60_000).putInt(396, 1);
    setTag(tiff, 277, 277, 5, 1, 392);
    PlanarImage[] found = new PlanarImage[1];
    assertThat(allocated(() -> found[0] = DECODER.decode(tiff))).isLessThan(LITTLE);
    assertThat(found[0].shape()).isEqualTo(new ImageShape(1, 2, 2));
    assertThat(found[0].values()).containsOnly(7);
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
    assertLittle(tiff, RejectReason.CORRUPT);
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
  void bytesSharedByEveryStripAreNotReadForEach() {
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
}
