package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.PictureScore;
import io.latentlake.model.Reconstructions;
import java.util.Arrays;

/** A pooled map of how an image differs from its reconstruction. */
abstract class PooledPictureScore extends PooledMapScore implements PictureScore {
  private static final long serialVersionUID = 1L;

  PooledPictureScore(Pooling pooling) {
    super(pooling);
  }

  /** A value at each pixel, row by row; high is anomalous. */
  abstract float[] map(ImageShape shape, double[] image, double[] reconstruction);

  @Override
  final float[][] maps(Reconstructions found) {
    ImageShape shape = found.model().shape();
    double[] images = OffHeap.read(found.images());
    double[] reconstructions = found.pixels();
    float[][] maps = new float[images.length / shape.values()][];
    for (int i = 0; i < maps.length; i++) {
      int from = i * shape.values();
      int to = from + shape.values();
      maps[i] =
          map(
              shape,
              Arrays.copyOfRange(images, from, to),
              Arrays.copyOfRange(reconstructions, from, to));
    }
    return maps;
  }

  @Override
  public final double of(ImageShape shape, double[] image, double[] reconstruction) {
    return pooled(shape, map(shape, image, reconstruction));
  }
}
