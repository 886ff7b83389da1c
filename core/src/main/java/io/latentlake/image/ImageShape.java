package io.latentlake.image;

/**
 * Size of an image as it is stored: channel-major, {@code [channels, height, width]}.
 *
 * @param channels 1 for grey, 3 for RGB
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record ImageShape(int channels, int height, int width) implements java.io.Serializable {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if there are not 1 or 3 channels or a side is smaller than 1
   */
  public ImageShape {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels is " + channels + "; allowed are 1 and 3");
    }
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image size is " + height + "x" + width + "; both sides must be at least 1 pixel");
    }
  }

  /**
   * Values in one image.
   *
   * @return channels × height × width
   */
  public int values() {
    return channels * height * width;
  }

  /**
   * Where a value lies among those of the image.
   *
   * @param channel counted from 0
   * @param row counted from the top
   * @param column counted from the left
   * @return its place in channel-major order
   */
  public int index(int channel, int row, int column) {
    return (channel * height + row) * width + column;
  }

  /**
   * Whether height and width have the ratio of another shape.
   *
   * @param other the other shape
   * @return true if a side differs by less than half a pixel
   */
  boolean proportionalTo(ImageShape other) {
    long difference = (long) height * other.width - (long) width * other.height;
    return 2 * Math.abs(difference) < Math.max(other.height, other.width);
  }

  /**
   * Reads as {@code 28x28x1}: height, width, channels.
   *
   * @return the text
   */
  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}
