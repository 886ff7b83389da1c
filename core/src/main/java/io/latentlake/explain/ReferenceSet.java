package io.latentlake.explain;

/** Normal images that others are compared with, with their codes. For one thread. */
public final class ReferenceSet {
  private final String[] imageIds;
  private final Pixels images;
  private final ExplainedModel model;
  private float[][] codes;
  private float[] mean;

  /**
   * Makes a set; codes are found when they are first asked for.
   *
   * @param imageIds which images
   * @param images pixels in [0, 1]
   * @param model encodes them
   */
  public ReferenceSet(String[] imageIds, Pixels images, ExplainedModel model) {
    this.imageIds = imageIds;
    this.images = images;
    this.model = model;
  }

  /**
   * Number of images.
   *
   * @return 0 if nothing that is set up needs them
   */
  public int count() {
    return images.count();
  }

  /**
   * Id of an image.
   *
   * @param reference by its position
   * @return the id
   */
  public String imageId(int reference) {
    return imageIds[reference];
  }

  /**
   * All images.
   *
   * @return at least one
   * @throws IllegalStateException if there are none
   */
  public Pixels images() {
    if (count() == 0) {
      throw new IllegalStateException("there are no reference images of " + images.shape());
    }
    return images;
  }

  /**
   * Pixels of an image.
   *
   * @param reference by its position
   * @return values in [0, 1], channel-major; not to be written to
   */
  public float[] image(int reference) {
    return images.rows()[reference];
  }

  /**
   * Codes of the images.
   *
   * @return a row of latent units per image; not to be written to
   */
  public float[][] codes() {
    if (codes == null) {
      codes = model.encode(images());
    }
    return codes;
  }

  /**
   * Their mean.
   *
   * @return values in [0, 1], channel-major; not to be written to
   */
  public float[] mean() {
    if (mean == null) {
      double[] sums = new double[images().shape().values()];
      for (float[] image : images.rows()) {
        for (int j = 0; j < sums.length; j++) {
          sums[j] += image[j];
        }
      }
      mean = new float[sums.length];
      for (int j = 0; j < sums.length; j++) {
        mean[j] = (float) (sums[j] / count());
      }
    }
    return mean;
  }

  /**
   * The image whose code is nearest to another.
   *
   * @param imageId of the image that the code belongs to, which is not its own neighbour
   * @param code latent units
   * @return a position; the first of several that are equally near
   */
  public int nearest(String imageId, float[] code) {
    float[][] all = codes();
    int nearest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < all.length; i++) {
      double squared = squaredDistance(all[i], code);
      if (squared < least && !(imageIds[i].equals(imageId) && all.length > 1)) {
        least = squared;
        nearest = i;
      }
    }
    if (nearest < 0) {
      throw new IllegalStateException("no code of a reference image is a number");
    }
    return nearest;
  }

  private static double squaredDistance(float[] a, float[] b) {
    double squared = 0;
    for (int d = 0; d < a.length; d++) {
      double difference = (double) a[d] - b[d];
      squared += difference * difference;
    }
    return squared;
  }
}
