package io.latentlake.explain.example;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Latents of some images with their ids and labels, one after another in memory. */
public final class LatentBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Bytes of an id, a label and the objects around them. */
  private static final int BESIDE_LATENT = 256;

  private static final int UNITS_BETWEEN_LOOKS = 16;

  private final String[] imageIds;
  private final String[] labels;
  private final float[] latents;

  private LatentBlock(String[] imageIds, String[] labels, float[] latents) {
    this.imageIds = imageIds;
    this.labels = labels;
    this.latents = latents;
  }

  /**
   * Memory that the latent of an image takes, with id and label.
   *
   * @param units of the latent
   * @return bytes
   */
  public static long bytes(int units) {
    return BESIDE_LATENT + (long) Float.BYTES * units;
  }

  /**
   * Number of images.
   *
   * @return how many
   */
  public int count() {
    return imageIds.length;
  }

  /**
   * Units of each latent.
   *
   * @return how many; 0 if there is no image
   */
  public int units() {
    return count() == 0 ? 0 : latents.length / count();
  }

  /**
   * Blocks in one.
   *
   * @param blocks with latents of one length
   * @return the images of all of them, in their order
   */
  public static LatentBlock of(List<LatentBlock> blocks) {
    Builder all = new Builder();
    for (LatentBlock block : blocks) {
      for (int i = 0; i < block.count(); i++) {
        all.add(block.imageIds[i], Optional.ofNullable(block.labels[i]), block.latent(i));
      }
    }
    return all.build();
  }

  static void requireFinite(String imageId, float[] latent) {
    for (float value : latent) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "the latent of image "
                + imageId
                + " has the value "
                + value
                + ", which has no distance from others; train the model again");
      }
    }
  }

  String imageId(int image) {
    return imageIds[image];
  }

  Optional<String> label(int image) {
    return Optional.ofNullable(labels[image]);
  }

  /** A copy of an image's latent. */
  float[] latent(int image) {
    int units = units();
    float[] latent = new float[units];
    System.arraycopy(latents, image * units, latent, 0, units);
    return latent;
  }

  /**
   * Squared distance of an image's latent from another, or some number above a limit if the
   * distance is.
   */
  double squaredDistance(int image, float[] from, double limit) {
    int start = image * from.length;
    double sum = 0;
    int unit = 0;
    while (unit < from.length && sum <= limit) {
      int pause = Math.min(from.length, unit + UNITS_BETWEEN_LOOKS);
      for (; unit < pause; unit++) {
        double difference = (double) latents[start + unit] - from[unit];
        sum += difference * difference;
      }
    }
    return sum;
  }

  /** Collects a block. */
  public static final class Builder {
    private final List<String> imageIds = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<float[]> latents = new ArrayList<>();

    /**
     * Adds an image.
     *
     * @param imageId which
     * @param label its label, if any
     * @param latent its latent, of the length of the others
     * @throws IllegalArgumentException if it has another length, or a value that is not finite
     */
    public void add(String imageId, Optional<String> label, float[] latent) {
      requireFinite(imageId, latent);
      if (!latents.isEmpty() && latents.get(0).length != latent.length) {
        throw new IllegalArgumentException(
            "the latent of image "
                + imageId
                + " has "
                + latent.length
                + " units, that of image "
                + imageIds.get(0)
                + " has "
                + latents.get(0).length
                + "; embed all images with one model");
      }
      imageIds.add(imageId);
      labels.add(label.orElse(null));
      latents.add(latent);
    }

    /**
     * Number of images so far.
     *
     * @return how many
     */
    public int count() {
      return imageIds.size();
    }

    /**
     * The block.
     *
     * @return the images in the order in which they were added
     */
    public LatentBlock build() {
      int units = latents.isEmpty() ? 0 : latents.get(0).length;
      float[] all = new float[Math.multiplyExact(units, latents.size())];
      for (int i = 0; i < latents.size(); i++) {
        System.arraycopy(latents.get(i), 0, all, i * units, units);
      }
      return new LatentBlock(imageIds.toArray(String[]::new), labels.toArray(String[]::new), all);
    }
  }
}
