package io.latentlake.explain.method;

import io.latentlake.config.Key;
import java.io.Serializable;

/** How an image is cut into segments that are shown or covered as a whole. */
record SegmentOptions(
    @Key(
            value = "tiles",
            meaning = "Form of the segments: tiles, or superpixels that follow the image's edges")
        Form form,
    @Key(value = "8", min = 1, max = 64, meaning = "Segments along each side of the image")
        int perSide)
    implements Serializable {
  /** Form of the segments. */
  enum Form {
    /** Rectangles of nearly the same size. */
    TILES,
    /** Pixels that are near each other and look alike. */
    SUPERPIXELS
  }
}
