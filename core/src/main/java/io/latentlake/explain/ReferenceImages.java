package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import java.io.Serializable;

/**
 * Normal images that others are compared with, as they are sent to the executors.
 *
 * @param shape of each
 * @param imageIds which
 * @param pixels unsigned bytes, channel-major
 */
public record ReferenceImages(ImageShape shape, String[] imageIds, byte[][] pixels)
    implements Serializable {
  /**
   * No images.
   *
   * @param shape of the images that are explained
   * @return none
   */
  public static ReferenceImages none(ImageShape shape) {
    return new ReferenceImages(shape, new String[0], new byte[0][]);
  }
}
