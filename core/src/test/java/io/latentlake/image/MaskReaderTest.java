package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.config.Options;
import io.latentlake.table.ImageNote;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskReaderTest {
  private static final ImageDecoder DECODER =
      new ImageDecoder(1 << 20, 1_000_000, new Background(255, 255, 255));

  @ParameterizedTest
  @ValueSource(ints = {1, 120, 65535})
  void anyNumberInSixteenBitsMarks(int value) throws Exception {
    BufferedImage mask = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    mask.getRaster().setSample(1, 0, 0, value);
    assertThat(marked(mask, "png")).containsExactly(0, -1);
    assertThat(marked(mask, "tiff")).containsExactly(0, -1);
  }

  @Test
  void theDarkestColourMarks() throws Exception {
    BufferedImage mask = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    mask.setRGB(0, 0, 0x000001);
    mask.setRGB(2, 0, 0x010000);
    assertThat(marked(mask, "png")).containsExactly(-1, 0, -1);
    assertThat(marked(mask, "bmp")).containsExactly(-1, 0, -1);
  }

  @Test
  void paletteMarksByItsColoursOrElseByItsIndices() throws Exception {
    byte[] dark = {0, 3, 0};
    byte[] none = {0, 0, 0};
    IndexColorModel colours = new IndexColorModel(8, 3, dark, none, none);
    assertThat(marked(indexed(colours, 0, 1, 2), "png")).containsExactly(0, -1, 0);
    IndexColorModel black = new IndexColorModel(8, 3, none, none, none);
    assertThat(marked(indexed(black, 0, 1, 2), "png")).containsExactly(0, -1, -1);
    byte[] red = {-1, -1, 90};
    byte[] white = {-1, 0, 0};
    IndexColorModel onWhite = new IndexColorModel(8, 3, red, white, white);
    assertThat(marked(indexed(onWhite, 0, 1, 2), "png")).containsExactly(0, -1, -1);
  }

  @Test
  void opacityMarksIfAllColoursAreEqual() throws Exception {
    BufferedImage mask = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    mask.setRGB(0, 0, 0xff000000);
    assertThat(marked(mask, "png")).containsExactly(-1, 0, 0);
    mask.setRGB(1, 0, 0xff00ff00);
    assertThat(marked(mask, "png")).containsExactly(0, -1, 0);
    mask.setRGB(2, 0, 0x00ffffff);
    assertThat(marked(mask, "png")).as("white that cannot be seen").containsExactly(0, -1, 0);
  }

  @Test
  void jpegMarksFromHalfOfWhite() throws Exception {
    assertThat(marked(Pictures.grey(1, 1, 100), "jpeg")).containsExactly(0);
    assertThat(marked(Pictures.grey(1, 1, 140), "jpeg")).containsExactly(-1);
  }

  @Test
  void aDefectThinnerThanAPixelIsNotLost() throws Exception {
    BufferedImage mask = Pictures.grey(16, 16, 0);
    for (int y = 0; y < 16; y++) {
      mask.getRaster().setSample(3, y, 0, 1);
    }
    ImagePreparation preparation =
        new ImagePreparation(Options.of(DataOptions.class), new ImageShape(1, 2, 2));
    byte[] small =
        preparation
            .prepare(
                Pictures.encode(Pictures.grey(16, 16, 9), "png"),
                List.of(Pictures.encode(mask, "png")))
            .mask()
            .orElseThrow();
    assertThat(small).containsExactly(1, 0, 1, 0);
  }

  @Test
  void aMaskOfAnotherSizeIsResized() throws Exception {
    BufferedImage mask = Pictures.grey(8, 8, 0);
    mask.getRaster()
        .setSamples(0, 0, 4, 4, 0, new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    byte[] image = Pictures.encode(Pictures.grey(2, 2, 9), "png");
    ImagePreparation preparation =
        new ImagePreparation(Options.of(DataOptions.class), new ImageShape(1, 2, 2));
    ImagePreparation.Prepared prepared =
        preparation.prepare(image, List.of(Pictures.encode(mask, "png")));
    assertThat(prepared.mask().orElseThrow()).containsExactly(1, 0, 0, 0);
    assertThat(prepared.notes()).containsExactly(ImageNote.MASK_RESIZED);
    assertThatThrownBy(() -> preparation.prepare(image, List.of(Pictures.png(8, 9, 1))))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessage(
            "mask is 8x9, the image 2x2; a mask of another size must have the aspect ratio of its"
                + " image");
  }

  @Test
  void sizesAreProportionalWithinHalfOfAPixel() {
    ImageShape image = new ImageShape(1, 767, 1023);
    assertThat(new ImageShape(1, 384, 512).proportionalTo(image)).isTrue();
    assertThat(new ImageShape(1, 386, 512).proportionalTo(image)).isFalse();
    assertThat(new ImageShape(1, 101, 100).proportionalTo(new ImageShape(3, 100, 100))).isFalse();
  }

  private static byte[] marked(BufferedImage mask, String format) throws Exception {
    return DECODER.decodeMask(Pictures.encode(mask, format)).values();
  }

  private static BufferedImage indexed(IndexColorModel palette, int... values) {
    BufferedImage image =
        new BufferedImage(values.length, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setSamples(0, 0, values.length, 1, 0, values);
    return image;
  }
}
