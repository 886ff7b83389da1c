package io.latentlake.evaluate.disentangle;

import java.util.Arrays;

/**
 * A factor's values over the images of a sample, and the classes they fall into. Up to {@value
 * #CLASSES} different values are classes themselves; more are put into as many bins of equal width,
 * of which those with images are the classes.
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

  /** The class of each image, as learners read it. */
  double[] labels() {
    return Arrays.stream(classes).asDoubleStream().toArray();
  }

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
    double[] different = Arrays.stream(values).sorted().distinct().toArray();
    if (different.length <= CLASSES) {
      int[] classes =
          Arrays.stream(values).mapToInt(value -> Arrays.binarySearch(different, value)).toArray();
      return new Factor(name, values, classes, different.length, Scale.DISCRETE);
    }
    int[] bins = MutualInformation.bins(values);
    // a bin without images is no class
    int[] used = Arrays.stream(bins).sorted().distinct().toArray();
    int[] classes = Arrays.stream(bins).map(bin -> Arrays.binarySearch(used, bin)).toArray();
    return new Factor(name, values, classes, used.length, Scale.CONTINUOUS);
  }
}
