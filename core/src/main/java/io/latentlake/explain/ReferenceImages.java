package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import io.latentlake.provenance.Checksum;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Normal images that others are compared with, as they are sent to the executors.
 *
 * @param shape of each
 * @param imageIds which
 * @param labels their labels; null where an image has none
 * @param pixels unsigned bytes, channel-major
 */
public record ReferenceImages(ImageShape shape, String[] imageIds, String[] labels, byte[][] pixels)
    implements Serializable {
  /**
   * No images.
   *
   * @param shape of the images that are explained
   * @return none
   */
  public static ReferenceImages none(ImageShape shape) {
    return new ReferenceImages(shape, new String[0], new String[0], new byte[0][]);
  }

  /**
   * Those of one label.
   *
   * @param label null for those without one
   * @return some, in the same order
   */
  public ReferenceImages of(String label) {
    int[] some =
        IntStream.range(0, labels.length).filter(i -> Objects.equals(labels[i], label)).toArray();
    return new ReferenceImages(
        shape,
        Arrays.stream(some).mapToObj(i -> imageIds[i]).toArray(String[]::new),
        Arrays.stream(some).mapToObj(i -> labels[i]).toArray(String[]::new),
        Arrays.stream(some).mapToObj(i -> pixels[i]).toArray(byte[][]::new));
  }

  /**
   * What maps that compare with these images depend on.
   *
   * @return a checksum of ids, labels and pixels
   */
  public String fingerprint() {
    return Checksum.of(
        List.of(
            Checksum.of(Arrays.asList(imageIds)),
            Checksum.of(Arrays.stream(labels).map(String::valueOf).toList()),
            Checksum.of(pixels)));
  }
}
