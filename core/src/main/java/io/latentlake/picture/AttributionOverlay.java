package io.latentlake.picture;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;

/**
 * Draws an attribution map over a grey copy of its image: orange where a pixel raises the target,
 * blue where it lowers it, more opaque for stronger attributions. The two hues can be distinguished
 * with every common kind of colour blindness.
 */
public final class AttributionOverlay {

  private static final int[] RAISES = {0xd9, 0x5f, 0x02};
  private static final int[] LOWERS = {0x00, 0x61, 0xb8};

  /** Share of pixels above full colour, so that single pixels do not set the scale. */
  private static final double CLIPPED = 0.005;

  /** Range of grey levels of the image, so that both hues are visible on it. */
  private static final double DARKEST = 90;

  private static final double BRIGHTEST = 250;

  private AttributionOverlay() {}

  /**
   * Draws a map over its image.
   *
   * @param image the image
   * @param attribution signed, row by row, as many values as the image has pixels
   * @return RGB, of the image's size
   * @throws IllegalArgumentException if the map is not of the image's size
   */
  public static BufferedImage over(BufferedImage image, float[] attribution) {
    return over(image, attribution, fullColour(attribution));
  }

  /**
   * Draws a map over white, on a given scale.
   *
   * @param width of the map
   * @param attribution signed, row by row
   * @param full the size of an attribution of full colour
   * @return RGB, of the map's size
   */
  public static BufferedImage alone(int width, float[] attribution, double full) {
    int height = attribution.length / width;
    BufferedImage white = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < attribution.length; i++) {
      white.setRGB(i % width, i / width, 0xffffff);
    }
    return over(white, attribution, full);
  }

  private static BufferedImage over(BufferedImage image, float[] attribution, double full) {
    int width = image.getWidth();
    int height = image.getHeight();
    if (attribution.length != width * height) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a map of %d values does not fit an image of %d x %d pixels",
              attribution.length,
              width,
              height));
    }
    BufferedImage overlay = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < attribution.length; i++) {
      int x = i % width;
      int y = i / width;
      double strength = full == 0 ? 0 : Math.min(1, Math.abs(attribution[i]) / full);
      int[] hue = attribution[i] >= 0 ? RAISES : LOWERS;
      double grey = DARKEST + (BRIGHTEST - DARKEST) * luminance(image.getRGB(x, y)) / 255;
      overlay.setRGB(x, y, blend(grey, hue, strength));
    }
    return overlay;
  }

  /**
   * The scale of a map.
   *
   * @param attribution signed
   * @return the size that few pixels are above; 0 if all are 0
   */
  public static double fullColour(float[] attribution) {
    double[] sizes = new double[attribution.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs(attribution[i]);
    }
    Arrays.sort(sizes);
    int index = (int) Math.floor((1 - CLIPPED) * (sizes.length - 1));
    return sizes[index] > 0 ? sizes[index] : sizes[sizes.length - 1];
  }

  /** Luma of ITU-R BT.601. */
  private static double luminance(int rgb) {
    return 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);
  }

  private static int blend(double grey, int[] hue, double opacity) {
    int rgb = 0;
    for (int channel : hue) {
      rgb = rgb << 8 | (int) Math.round(grey * (1 - opacity) + channel * opacity);
    }
    return rgb;
  }
}
