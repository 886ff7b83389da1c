package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureTest {
  @Test
  void rgbPlanesBecomeThePixelsColours() throws IOException {
    byte[] pixels = {10, (byte) 200, 20, (byte) 210, 30, (byte) 220};

    BufferedImage picture = Picture.of(new ImageShape(3, 1, 2), pixels);
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(Picture.png(picture)));

    assertThat(decoded.getRGB(0, 0) & 0xffffff).isEqualTo(0x0a141e);
    assertThat(decoded.getRGB(1, 0) & 0xffffff).isEqualTo(0xc8d2dc);
  }

  @Test
  void greyIsTheSameInAllThreeColours() {
    BufferedImage picture = Picture.of(new ImageShape(1, 1, 1), new byte[] {(byte) 130});

    assertThat(picture.getRGB(0, 0) & 0xffffff).isEqualTo(0x828282);
  }

  @Test
  void aSheetHasAGapAroundEveryPicture() {
    BufferedImage black = Picture.of(new ImageShape(1, 2, 3), new byte[6]);

    BufferedImage sheet = Picture.sheet(List.of(black, black, black), 2, 4);

    assertThat(sheet.getWidth()).isEqualTo(2 * (3 * 4 + 2) + 2);
    assertThat(sheet.getHeight()).isEqualTo(2 * (2 * 4 + 2) + 2);
    assertThat(sheet.getRGB(0, 0) & 0xffffff).isEqualTo(0xffffff);
    assertThat(sheet.getRGB(2, 2) & 0xffffff).isZero();
    assertThat(sheet.getRGB(14, 2) & 0xffffff).isEqualTo(0xffffff);
  }

  @Test
  void aPictureThatNoPngHoldsIsRefused() {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 1, 1, 5, null);
    ColorModel fiveBands =
        new ComponentColorModel(
            new Bands(5), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
    assertThatThrownBy(() -> Picture.png(new BufferedImage(fiveBands, raster, false, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be written as PNG");
  }

  /** A space of as many colours as one likes. */
  private static final class Bands extends ColorSpace {
    private static final long serialVersionUID = 1L;

    Bands(int bands) {
      super(TYPE_5CLR, bands);
    }

    @Override
    public float[] toRGB(float[] colours) {
      return new float[3];
    }

    @Override
    public float[] fromRGB(float[] rgb) {
      return new float[getNumComponents()];
    }

    @Override
    public float[] toCIEXYZ(float[] colours) {
      return new float[3];
    }

    @Override
    public float[] fromCIEXYZ(float[] xyz) {
      return new float[getNumComponents()];
    }
  }

  @Test
  void pixelsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Picture.of(new ImageShape(1, 2, 2), new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 values do not make an image of 2x2x1");
  }
}
