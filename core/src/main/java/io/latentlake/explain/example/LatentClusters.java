package io.latentlake.explain.example;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.Cluster;
import org.apache.commons.math3.ml.clustering.Clusterable;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.clustering.MultiKMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.clustering.evaluation.ClusterEvaluator;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.MersenneTwister;

/**
 * Centres of clusters of latents, found by k-means: they make the squared distances of the latents
 * from the nearest centre small (k-means++, Arthur and Vassilvitskii 2007).
 */
public final class LatentClusters implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int ITERATIONS = 100;

  /** K-means ends in a local minimum; the best of some trials is rarely a bad one. */
  private static final int TRIALS = 3;

  /**
   * Where a latent belongs.
   *
   * @param cluster from 1
   * @param distance from its centre, in units of the latent
   */
  public record Membership(int cluster, double distance) {}

  /** What k-means makes small; the library's own measure is that of variances of distances. */
  private static final class SquaredDistances extends ClusterEvaluator<DoublePoint> {
    @Override
    public double score(List<? extends Cluster<DoublePoint>> clusters) {
      double sum = 0;
      for (Cluster<DoublePoint> cluster : clusters) {
        Clusterable centre = centroidOf(cluster);
        for (DoublePoint point : cluster.getPoints()) {
          double away = distance(point, centre);
          sum += away * away;
        }
      }
      return sum;
    }
  }

  private final double[][] centres;

  private LatentClusters(double[][] centres) {
    this.centres = centres;
  }

  /**
   * Finds clusters. The same latents in the same order with the same seed give the same centres.
   *
   * @param latents some images
   * @param most number of clusters; fewer are found where fewer latents differ
   * @param seed of the first centres
   * @return the centres, that of the largest cluster first
   * @throws IllegalArgumentException if there is no latent
   */
  public static LatentClusters of(LatentBlock latents, int most, long seed) {
    if (latents.count() == 0) {
      throw new IllegalArgumentException("no image is embedded, so that there are no clusters");
    }
    List<DoublePoint> points = new ArrayList<>();
    for (int i = 0; i < latents.count(); i++) {
      points.add(new DoublePoint(doubles(latents.latent(i))));
    }
    int different = (int) points.stream().distinct().limit(most).count();
    KMeansPlusPlusClusterer<DoublePoint> once =
        new KMeansPlusPlusClusterer<>(
            different, ITERATIONS, new EuclideanDistance(), new MersenneTwister(seed));
    double[][] centres =
        new MultiKMeansPlusPlusClusterer<>(once, TRIALS, new SquaredDistances())
            .cluster(points).stream()
                .filter(cluster -> !cluster.getPoints().isEmpty())
                .sorted(
                    Comparator.<CentroidCluster<DoublePoint>>comparingInt(
                            cluster -> -cluster.getPoints().size())
                        .thenComparing(cluster -> cluster.getCenter().getPoint(), Arrays::compare))
                .map(cluster -> cluster.getCenter().getPoint())
                .toArray(double[][]::new);
    return new LatentClusters(centres);
  }

  /**
   * The cluster of a latent.
   *
   * @param imageId of the image, for the message
   * @param latent of as many units as the others
   * @return the nearest; of two at the same distance the larger
   * @throws IllegalArgumentException if a value is not finite, or there are more or fewer
   */
  public Membership of(String imageId, float[] latent) {
    LatentBlock.requireFinite(imageId, latent);
    EuclideanDistance distance = new EuclideanDistance();
    double[] point = doubles(latent);
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < centres.length; k++) {
      double away = distance.compute(point, centres[k]);
      if (away < least) {
        least = away;
        nearest = k;
      }
    }
    return new Membership(nearest + 1, least);
  }

  private static double[] doubles(float[] latent) {
    double[] point = new double[latent.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = latent[i];
    }
    return point;
  }
}
