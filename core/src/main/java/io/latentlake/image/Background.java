package io.latentlake.image;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * The colour behind transparent pixels and around a padded image.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 */
public record Background(int red, int green, int blue) implements Serializable {
  private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");

  /**
   * Reads a colour.
   *
   * @param text # and six hexadecimal digits
   * @return the colour
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Background parse(String text) {
    if (!HEX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "data.background is " + text + "; allowed is a colour such as #ffffff");
    }
    int rgb = Integer.parseInt(text.substring(1), 16);
    return new Background(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff);
  }

  int luma() {
    return PlanarImage.luma(red, green, blue);
  }

  /** Value of a channel of an image that is grey (one channel) or RGB (three). */
  int channel(int index, int channels) {
    if (channels == 1) {
      return luma();
    }
    return index == 0 ? red : index == 1 ? green : blue;
  }

  /**
   * Blends a sample with this colour.
   *
   * @param index channel of the sample
   * @param channels 1 if the image is grey, 3 if it is RGB
   * @param value the sample, 0 to 255
   * @param opacity from 0, only the background shows, to 255, only the sample shows
   * @return the blended sample, 0 to 255
   */
  public int over(int index, int channels, int value, int opacity) {
    return (value * opacity + channel(index, channels) * (255 - opacity) + 127) / 255;
  }
}
