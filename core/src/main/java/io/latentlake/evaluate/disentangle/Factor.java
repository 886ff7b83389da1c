package io.latentlake.evaluate.disentangle;

import java.util.Arrays;

/**
 * A factor's values over the images of a sample, and the classes they fall into. Up to {@value
 * #CLASSES} different values are classes themselves; of more, each class takes the same number of
 * images, lowest values first, but for equal values, which stay together.
 *
 * @param name the factor
 * @param values the value of each image
 * @param classes the class of each image, from 0
 * @param classCount how many classes there are
 * @param scale whether the classes are the values
 */
record Factor(String name, double[] values, int[] classes, int classCount, Scale scale) {
  /** Most classes of a factor. */
  static final int CLASSES = 20;

  /** What kind of values a factor has. */
  enum Scale {
    /** Few different values, each a class. */
    DISCRETE,
    /** More values than there are classes. */
    CONTINUOUS
  }

  /**
   * Finds the classes.
   *
   * @param name the factor
   * @param values the value of each image, finite
   * @return the factor
   */
  static Factor of(String name, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] different = Arrays.stream(sorted).distinct().toArray();
    if (different.length <= CLASSES) {
      int[] classes =
          Arrays.stream(values).mapToInt(value -> Arrays.binarySearch(different, value)).toArray();
      return new Factor(name, values, classes, different.length, Scale.DISCRETE);
    }
    int[] quantile = new int[different.length];
    int position = 0;
    for (int i = 0; i < different.length; i++) {
      quantile[i] = (int) ((long) CLASSES * position / sorted.length);
      while (position < sorted.length && sorted[position] == different[i]) {
        position++;
      }
    }
    // a value that many images share may fill more than one class; numbers stay without gaps
    int[] used = Arrays.stream(quantile).distinct().toArray();
    int[] classes =
        Arrays.stream(values)
            .mapToInt(
                value ->
                    Arrays.binarySearch(used, quantile[Arrays.binarySearch(different, value)]))
            .toArray();
    return new Factor(name, values, classes, used.length, Scale.CONTINUOUS);
  }
}
