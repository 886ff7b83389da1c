package io.latentlake.evaluate.disentangle;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws images at hand that share a factor's value or, of a continuous factor, its class: a
 * twentieth of the images. The published scores have a simulator draw such images anew.
 */
final class SharedValue {
  private final int[][] members;
  private final int images;

  private SharedValue(int[][] members) {
    this.members = members;
    this.images = Arrays.stream(members).mapToInt(some -> some.length).sum();
  }

  /**
   * Finds the classes to draw from.
   *
   * @param factor the factor
   * @param least images of a class to draw from
   * @return draws for the factor; empty if no class has as many images
   */
  static Optional<SharedValue> of(Factor factor, int least) {
    int[][] members =
        IntStream.range(0, factor.classCount())
            .mapToObj(
                of ->
                    IntStream.range(0, factor.classes().length)
                        .filter(image -> factor.classes()[image] == of)
                        .toArray())
            .filter(some -> some.length >= least)
            .toArray(int[][]::new);
    return members.length == 0 ? Optional.empty() : Optional.of(new SharedValue(members));
  }

  /**
   * Draws images of one class, which is drawn in proportion to its images.
   *
   * @param random decides
   * @param size how many, at most as many as every class has
   * @return different images, as positions in the sample
   */
  int[] draw(RandomGenerator random, int size) {
    int position = random.nextInt(images);
    int of = 0;
    while (position >= members[of].length) {
      position -= members[of++].length;
    }
    int[] own = members[of];
    // Floyd's way: every set of this size is as likely
    Set<Integer> drawn = new LinkedHashSet<>();
    for (int last = own.length - size; last < own.length; last++) {
      int one = random.nextInt(last + 1);
      drawn.add(drawn.contains(one) ? last : one);
    }
    return drawn.stream().mapToInt(one -> own[one]).toArray();
  }
}
