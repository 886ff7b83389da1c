package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GifFrameTest {
  private static final int DESCRIPTION = 0x2c;

  @Test
  void aFrameSmallerThanItsCanvasIsLaidOnIt() throws Exception {
    byte[] gif = Pictures.encode(rows(2, 3), "gif");
    setCanvas(gif, 5, 4);
    setPlace(gif, 1, 2);
    PlanarImage image = Decoding.DECODER.decode(gif);
    assertThat(image.shape()).isEqualTo(new ImageShape(1, 4, 5));
    assertThat(image.values())
        .containsExactly(
            -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 10, 10, 10, -1, -1, 11, 11, 11, -1);
    assertThat(Decoding.DECODER.decodeMask(gif).values())
        .as("number 0 of its palette, and what lies around its frame, mark nothing")
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, 0);
  }

  @Test
  void aFrameThatSticksOutOfItsCanvasIsSeenWhole() throws Exception {
    byte[] gif = Pictures.encode(rows(2, 2), "gif");
    setCanvas(gif, 1, 1);
    assertThat(Decoding.DECODER.decode(gif).values()).containsExactly(10, 10, 11, 11);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 20})
  void rowsOfInterlacedFramesComeInOrder(int height) throws Exception {
    byte[] gif = SoundFiles.encode(rows(height, 2), "gif", null, true);
    assertThat(gif[description(gif) + 9] & 0x40).as("interlaced").isNotZero();
    byte[] values = Decoding.DECODER.decode(gif).values();
    for (int y = 0; y < height; y++) {
      assertThat(values[2 * y]).as("row " + y).isEqualTo((byte) (10 + y));
    }
  }

  /** An image whose rows have the greys 10, 11, 12 and so on. */
  private static BufferedImage rows(int height, int width) {
    byte[] greys = new byte[32];
    for (int i = 0; i < greys.length; i++) {
      greys[i] = (byte) (10 + i);
    }
    IndexColorModel palette = new IndexColorModel(8, greys.length, greys, greys, greys);
    BufferedImage image =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette);
    for (int i = 0; i < height * width; i++) {
      image.getRaster().setSample(i % width, i / width, 0, i / width);
    }
    return image;
  }

  private static void setCanvas(byte[] gif, int width, int height) {
    little(gif).putShort(6, (short) width).putShort(8, (short) height);
  }

  private static void setPlace(byte[] gif, int left, int top) {
    int at = description(gif);
    little(gif).putShort(at + 1, (short) left).putShort(at + 3, (short) top);
  }

  /** Where the frame is described: behind header, palette and extensions. */
  private static int description(byte[] gif) {
    int at = 13 + 3 * (2 << (gif[10] & 7));
    while (gif[at] == 0x21) {
      at += 2;
      while (gif[at] != 0) {
        at += 1 + gif[at];
      }
      at++;
    }
    assertThat(gif[at]).isEqualTo((byte) DESCRIPTION);
    return at;
  }

  private static ByteBuffer little(byte[] gif) {
    return ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
  }
}
