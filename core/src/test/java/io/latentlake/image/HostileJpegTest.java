package io.latentlake.image;

import static io.latentlake.image.Decoding.DECODER;
import static io.latentlake.image.Decoding.LITTLE;
import static io.latentlake.image.Decoding.allocated;
import static io.latentlake.image.Decoding.assertLittle;
import static io.latentlake.image.Decoding.assertRejected;
import static io.latentlake.image.Decoding.lastIndexOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.table.RejectReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** JPEG files made to take a reader's memory or time. */
class HostileJpegTest {
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
    assertLittle(out.array(), RejectReason.CORRUPT);
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
}
