package io.latentlake.explain.example;

import java.util.ArrayList;
import java.util.List;

/**
 * The images whose latents are nearest to that of one image, among all that it was compared with: a
 * bounded heap, whose content does not depend on the order of the others or their blocks. Distances
 * are Euclidean, in double precision; among images at the same distance, those of lower id are
 * nearer. An image is no neighbour of its own.
 */
public final class NearestLatents {
  private final String imageId;
  private final float[] latent;
  private final int most;

  /** Sorted, nearest first: lists are short, so this is as fast as a heap and simpler to read. */
  private final List<Neighbour> nearest;

  /**
   * Begins without any neighbour.
   *
   * @param imageId the image
   * @param latent of it
   * @param most how many neighbours to keep, at least 1
   * @throws IllegalArgumentException if a value of the latent is not finite
   */
  public NearestLatents(String imageId, float[] latent, int most) {
    LatentBlock.requireFinite(imageId, latent);
    this.imageId = imageId;
    this.latent = latent.clone();
    this.most = most;
    this.nearest = new ArrayList<>(most + 1);
  }

  /**
   * Compares the image with others.
   *
   * @param others a block with latents of the same length
   * @param from the first image of the block to compare with
   * @param to the image behind the last
   * @throws IllegalArgumentException if they have another length
   */
  public void compare(LatentBlock others, int from, int to) {
    if (from < to && others.units() != latent.length) {
      throw new IllegalArgumentException(
          "the latent of image "
              + imageId
              + " has "
              + latent.length
              + " units, those to compare it with have "
              + others.units()
              + "; embed all images with one model");
    }
    for (int i = from; i < to; i++) {
      double limit = limit();
      double squared = others.squaredDistance(i, latent, limit);
      if (squared <= limit && !others.imageId(i).equals(imageId)) {
        keep(others, i, squared);
      }
    }
  }

  private double limit() {
    return nearest.size() < most
        ? Double.POSITIVE_INFINITY
        : nearest.get(most - 1).squaredDistance();
  }

  private void keep(LatentBlock others, int image, double squared) {
    Neighbour found =
        new Neighbour(others.imageId(image), others.label(image), squared, others.latent(image));
    int at = nearest.size();
    while (at > 0 && Neighbour.ORDER.compare(found, nearest.get(at - 1)) < 0) {
      at--;
    }
    if (at < most) {
      nearest.add(at, found);
      if (nearest.size() > most) {
        nearest.remove(most);
      }
    }
  }

  /**
   * What was found.
   *
   * @return the neighbours, and how they rebuild the image's latent
   */
  public Examples examples() {
    return Examples.of(imageId, latent, nearest);
  }
}
