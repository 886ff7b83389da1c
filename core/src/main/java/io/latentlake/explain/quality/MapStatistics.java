package io.latentlake.explain.quality;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/** What can be said of a map without the model. */
public final class MapStatistics {
  private MapStatistics() {}

  /**
   * Gini index of the absolute values: 0 if all are equal, near 1 if one pixel has everything.
   *
   * @param map a number for each pixel
   * @return empty if all are 0
   * @see <a href="https://arxiv.org/abs/0811.4706">Hurley and Rickard 2008</a>
   */
  public static OptionalDouble gini(float[] map) {
    double[] sorted = absolute(map);
    Arrays.sort(sorted);
    double sum = 0;
    double weighted = 0;
    for (int k = 0; k < sorted.length; k++) {
      sum += sorted[k];
      weighted += sorted[k] * (sorted.length - k - 0.5) / sorted.length;
    }
    return sum == 0 ? OptionalDouble.empty() : OptionalDouble.of(1 - 2 * weighted / sum);
  }

  /**
   * Spearman's rank correlation of absolute values, with equal values at their mean rank.
   *
   * @param a a map
   * @param b another of the same image
   * @return from −1 to 1; empty if a map has one value everywhere
   */
  public static OptionalDouble rankCorrelation(float[] a, float[] b) {
    double correlation = new SpearmansCorrelation().correlation(absolute(a), absolute(b));
    return Double.isNaN(correlation) ? OptionalDouble.empty() : OptionalDouble.of(correlation);
  }

  /**
   * Share of pairs of a marked and another pixel in which the marked one has the greater absolute
   * value; half of those that are equal count.
   *
   * @param map a number for each pixel
   * @param mask not 0 where a pixel is marked
   * @return from 0 to 1, ½ by chance; empty if no pixel is marked, or all
   */
  public static OptionalDouble auroc(float[] map, byte[] mask) {
    double[] ranks = new NaturalRanking().rank(absolute(map));
    double sum = 0;
    long marked = 0;
    for (int p = 0; p < ranks.length; p++) {
      if (mask[p] != 0) {
        sum += ranks[p];
        marked++;
      }
    }
    long others = ranks.length - marked;
    return marked == 0 || others == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sum - marked * (marked + 1) / 2.0) / ((double) marked * others));
  }

  /**
   * The pointing game: whether the greatest absolute value is at a marked pixel.
   *
   * @param map a number for each pixel
   * @param mask not 0 where a pixel is marked
   * @return 1 or 0; empty if no pixel is marked
   * @see <a href="https://arxiv.org/abs/1608.00507">Zhang et al. 2016</a>
   */
  public static OptionalDouble pointing(float[] map, byte[] mask) {
    if (none(mask)) {
      return OptionalDouble.empty();
    }
    int greatest = 0;
    for (int p = 1; p < map.length; p++) {
      greatest = Math.abs(map[p]) > Math.abs(map[greatest]) ? p : greatest;
    }
    return OptionalDouble.of(mask[greatest] != 0 ? 1 : 0);
  }

  /**
   * Share of the absolute values that lies on marked pixels.
   *
   * @param map a number for each pixel
   * @param mask not 0 where a pixel is marked
   * @return from 0 to 1, by chance the marked share of the image; empty if no pixel is marked, or
   *     the map is 0
   */
  public static OptionalDouble mass(float[] map, byte[] mask) {
    double all = 0;
    double marked = 0;
    for (int p = 0; p < map.length; p++) {
      all += Math.abs(map[p]);
      marked += mask[p] != 0 ? Math.abs(map[p]) : 0;
    }
    return none(mask) || all == 0 ? OptionalDouble.empty() : OptionalDouble.of(marked / all);
  }

  /** Pixels from the highest value to the lowest; equal ones in their order. */
  static int[] descending(float[] map) {
    return IntStream.range(0, map.length)
        .boxed()
        .sorted(Comparator.comparingDouble(p -> -map[p]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  static double[] absolute(float[] map) {
    double[] absolute = new double[map.length];
    for (int p = 0; p < map.length; p++) {
      absolute[p] = Math.abs((double) map[p]);
    }
    return absolute;
  }

  private static boolean none(byte[] mask) {
    for (byte value : mask) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
