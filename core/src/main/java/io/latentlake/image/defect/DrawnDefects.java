package io.latentlake.image.defect;

import io.latentlake.image.ImageShape;
import java.util.random.RandomGenerator;

/**
 * Draws defects onto a normal image: ragged spots and scratches with soft edges, filled with a
 * colour of the image or another, with another part of it, inverted, shifted, or clouded. They look
 * like no defect in particular; a network that learns to tell them from everything else learns what
 * normal images look like.
 *
 * @see <a href="https://arxiv.org/abs/2108.07610">Zavrtanik et al. 2021, DRAEM</a>
 * @see <a href="https://arxiv.org/abs/2104.04015">Li et al. 2021, CutPaste</a>
 */
public final class DrawnDefects {
  /** Of so many images one is left as it is. */
  private static final int ONE_UNTOUCHED_IN = 5;

  private static final int MOST = 4;
  private static final int MOST_TRIES = 50;

  /** A pixel is part of a defect if a channel has changed by more, on a scale of 0 to 1. */
  private static final double VISIBLE = 0.1;

  private DrawnDefects() {}

  /**
   * Draws none to four defects.
   *
   * @param shape of the image
   * @param image values in [0, 1], channel-major; changed in place
   * @param random decides how many, where and what
   * @return for each pixel, row by row, 1 if it is visibly changed and 0 if not
   */
  public static float[] draw(ImageShape shape, float[] image, RandomGenerator random) {
    float[] before = image.clone();
    if (random.nextInt(ONE_UNTOUCHED_IN) > 0) {
      drawSome(shape, image, random);
    }
    return changes(shape, before, image);
  }

  /**
   * Draws one to four defects, others if none of them is visible.
   *
   * @param shape of the image
   * @param image values in [0, 1], channel-major; changed in place
   * @param random decides how many, where and what
   * @return for each pixel, row by row, 1 if it is visibly changed and 0 if not; all 0 only if no
   *     defect was visible for many times
   */
  public static float[] drawVisible(ImageShape shape, float[] image, RandomGenerator random) {
    float[] before = image.clone();
    for (int tries = 1; ; tries++) {
      drawSome(shape, image, random);
      float[] changes = changes(shape, before, image);
      if (tries == MOST_TRIES || anyOf(changes)) {
        return changes;
      }
      System.arraycopy(before, 0, image, 0, image.length);
    }
  }

  private static boolean anyOf(float[] changes) {
    for (float change : changes) {
      if (change > 0) {
        return true;
      }
    }
    return false;
  }

  private static void drawSome(ImageShape shape, float[] image, RandomGenerator random) {
    int defects = 1 + random.nextInt(MOST);
    for (int i = 0; i < defects; i++) {
      drawOne(shape, image, random);
    }
  }

  private static void drawOne(ImageShape shape, float[] image, RandomGenerator random) {
    DefectShape where = DefectShape.on(shape.width(), shape.height(), random);
    DefectFilling what = DefectFilling.of(shape, image.clone(), random);
    double opacity = random.nextBoolean() ? 1 : 0.4 + 0.6 * random.nextDouble();
    for (int y = where.top(); y < where.bottom(shape.height()); y++) {
      for (int x = where.left(); x < where.right(shape.width()); x++) {
        double cover = opacity * where.cover(x, y);
        for (int channel = 0; cover > 0 && channel < shape.channels(); channel++) {
          int at = shape.index(channel, y, x);
          double inside = Math.max(0, Math.min(1, what.at(channel, x, y)));
          image[at] = (float) (image[at] + cover * (inside - image[at]));
        }
      }
    }
  }

  private static float[] changes(ImageShape shape, float[] before, float[] after) {
    int area = shape.height() * shape.width();
    float[] changes = new float[area];
    for (int i = 0; i < after.length; i++) {
      if (Math.abs(after[i] - before[i]) > VISIBLE) {
        changes[i % area] = 1;
      }
    }
    return changes;
  }
}
