package io.latentlake.model;

import io.latentlake.image.ImageShape;
import java.io.Serializable;

/**
 * A part of every image: a rectangle, of one channel or all. It may reach beyond an image, of which
 * only what is there counts.
 *
 * @param top first row, counted from 0
 * @param left first column, counted from 0
 * @param height rows
 * @param width columns
 * @param channel counted from 0; {@link #ALL_CHANNELS} for all
 */
public record ImagePart(int top, int left, int height, int width, int channel)
    implements Serializable {
  /** Stands for all channels. */
  public static final int ALL_CHANNELS = -1;

  /**
   * A channel of the whole image.
   *
   * @param channel counted from 0
   * @return the part
   */
  public static ImagePart ofChannel(int channel) {
    return new ImagePart(0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE, channel);
  }

  /**
   * A rectangle of all channels.
   *
   * @param top first row, counted from 0
   * @param left first column, counted from 0
   * @param height rows
   * @param width columns
   * @return the part
   */
  public static ImagePart ofRegion(int top, int left, int height, int width) {
    return new ImagePart(top, left, height, width, ALL_CHANNELS);
  }

  /**
   * Which values of an image it has.
   *
   * @param shape of the image
   * @return for each value, channel-major, whether it is part
   */
  public boolean[] in(ImageShape shape) {
    boolean[] part = new boolean[shape.values()];
    int area = shape.height() * shape.width();
    for (int i = 0; i < part.length; i++) {
      int row = i % area / shape.width();
      int column = i % shape.width();
      part[i] =
          (channel == ALL_CHANNELS || channel == i / area)
              && row >= top
              && row - top < height
              && column >= left
              && column - left < width;
    }
    return part;
  }
}
