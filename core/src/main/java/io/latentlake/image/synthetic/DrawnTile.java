package io.latentlake.image.synthetic;

import io.latentlake.image.ImageShape;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * A tile and the truth about it.
 *
 * @param shape three channels, height and width equal
 * @param pixels uint8, channel-major
 * @param mask one byte a pixel, 255 on the defect and 0 elsewhere; empty for a good tile
 */
record DrawnTile(ImageShape shape, byte[] pixels, Optional<byte[]> mask) {
  /** Standard deviation of the camera's noise, on the scale where white is 1. */
  private static final double NOISE = 0.015;

  /** Points taken along one side of a pixel, against jagged edges. */
  private static final int SUBSAMPLES = 3;

  /**
   * Draws a tile.
   *
   * @param random decides everything about the tile
   * @param size height and width in pixels
   * @param defect the defect to plant, if any
   * @return the tile
   */
  static DrawnTile draw(Random random, int size, Optional<Defect> defect) {
    WovenSurface surface = WovenSurface.draw(random);
    Flaw flaw =
        defect
            .map(kind -> kind.draw(random, surface))
            .orElseGet(() -> new Flaw((x, y) -> 0, (reflectance, coverage) -> {}));
    ImageShape shape = new ImageShape(3, size, size);
    byte[] pixels = new byte[shape.values()];
    byte[] mask = new byte[size * size];
    double[] color = new double[3];
    double[] reflectance = new double[3];
    int samples = SUBSAMPLES * SUBSAMPLES;
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        Arrays.fill(color, 0);
        double covered = 0;
        for (int sample = 0; sample < samples; sample++) {
          double x = (column + (sample % SUBSAMPLES + 0.5) / SUBSAMPLES) / size;
          double y = (row + (sample / SUBSAMPLES + 0.5) / SUBSAMPLES) / size;
          surface.reflectance(x, y, reflectance);
          double coverage = flaw.coverage().at(x, y);
          if (coverage > 0) {
            flaw.change().apply(reflectance, coverage);
            covered += coverage;
          }
          for (int channel = 0; channel < 3; channel++) {
            color[channel] += reflectance[channel] * surface.light(x, y, channel);
          }
        }
        int pixel = row * size + column;
        for (int channel = 0; channel < 3; channel++) {
          double value = color[channel] / samples + NOISE * random.nextGaussian();
          pixels[channel * size * size + pixel] = toByte(value);
        }
        mask[pixel] = (byte) (covered >= samples / 2.0 ? 255 : 0);
      }
    }
    return new DrawnTile(shape, pixels, defect.map(kind -> mask));
  }

  private static byte toByte(double value) {
    return (byte) StrictMath.round(255 * StrictMath.min(1, StrictMath.max(0, value)));
  }
}
