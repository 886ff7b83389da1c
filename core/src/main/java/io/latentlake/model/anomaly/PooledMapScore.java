package io.latentlake.model.anomaly;

import io.latentlake.image.GaussianBlur;
import io.latentlake.image.ImageShape;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.Reconstructions;

/**
 * A map of an image, made smooth by a Gaussian blur and pooled. A small defect that a sum over the
 * image would drown stands out; a single odd pixel does not.
 */
abstract class PooledMapScore implements AnomalyScore {
  private static final long serialVersionUID = 1L;

  private final Pooling pooling;

  PooledMapScore(Pooling pooling) {
    this.pooling = pooling;
  }

  /** For each image a value at each pixel, row by row; high is anomalous. */
  abstract float[][] maps(Reconstructions found);

  /** What the map shows, in words that follow "of the blurred". */
  abstract String map();

  @Override
  public final String inWords() {
    return pooling.inWords() + " of the blurred " + map();
  }

  @Override
  public final double[] perImage(Reconstructions found) {
    ImageShape shape = found.model().shape();
    ImageShape map = new ImageShape(1, shape.height(), shape.width());
    GaussianBlur blur = GaussianBlur.ofMap(shape.height(), shape.width());
    float[][] maps = maps(found);
    double[] scores = new double[maps.length];
    for (int image = 0; image < scores.length; image++) {
      scores[image] = pooling.of(blur.blur(map, maps[image]));
    }
    return scores;
  }
}
