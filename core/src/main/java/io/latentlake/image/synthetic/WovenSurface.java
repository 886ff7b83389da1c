package io.latentlake.image.synthetic;

import java.util.Random;

/**
 * A plain weave under uneven light. It varies in the position and slight rotation of the threads,
 * in the brightness and colour of the light and in the direction in which light decreases: much
 * variation in few dimensions, like photographs of one material.
 *
 * <p>Positions are in tile sides, so the same surface can be drawn at any size.
 */
final class WovenSurface {
  /** Threads along one side of the tile. */
  static final double THREADS = 4;

  private static final double[] WARP = {0.63, 0.60, 0.52};
  private static final double[] WEFT = {0.42, 0.50, 0.58};

  /** Share of a thread by which the weave may be displaced, to either side. */
  private static final double SHIFT = 0.35;

  private static final double ROTATION = StrictMath.toRadians(2.5);

  private final double cosine;
  private final double sine;
  private final double shiftX;
  private final double shiftY;
  private final double[] light = new double[3];
  private final double slopeX;
  private final double slopeY;

  private WovenSurface(Random random) {
    double rotation = KeyedRandom.between(random, -ROTATION, ROTATION);
    cosine = StrictMath.cos(rotation);
    sine = StrictMath.sin(rotation);
    shiftX = KeyedRandom.between(random, -SHIFT, SHIFT);
    shiftY = KeyedRandom.between(random, -SHIFT, SHIFT);
    double brightness = KeyedRandom.between(random, 0.75, 1.25);
    for (int channel = 0; channel < 3; channel++) {
      light[channel] = brightness * KeyedRandom.between(random, 0.93, 1.07);
    }
    double direction = KeyedRandom.between(random, 0, 2 * StrictMath.PI);
    double slope = KeyedRandom.between(random, 0.1, 0.4);
    slopeX = slope * StrictMath.cos(direction);
    slopeY = slope * StrictMath.sin(direction);
  }

  static WovenSurface draw(Random random) {
    return new WovenSurface(random);
  }

  /** Position of a point among the vertical threads: thread i covers [i, i + 1). */
  double acrossWarp(double x, double y) {
    return THREADS * (cosine * (x - 0.5) + sine * (y - 0.5)) + shiftX;
  }

  /** Position of a point among the horizontal threads: thread i covers [i, i + 1). */
  double acrossWeft(double x, double y) {
    return THREADS * (cosine * (y - 0.5) - sine * (x - 0.5)) + shiftY;
  }

  /**
   * Gives the light that falls on a point of the tile, as a factor for each channel.
   *
   * @param x position across, in tile sides
   * @param y position down, in tile sides
   * @param channel 0 red, 1 green, 2 blue
   * @return the factor, about 1
   */
  double light(double x, double y, int channel) {
    return light[channel] * (1 + slopeX * (x - 0.5) + slopeY * (y - 0.5));
  }

  /**
   * Writes what the bare threads reflect at a point of the tile.
   *
   * @param x position across, in tile sides
   * @param y position down, in tile sides
   * @param reflectance receives red, green and blue, in [0, 1]
   */
  void reflectance(double x, double y, double[] reflectance) {
    double u = acrossWarp(x, y);
    double v = acrossWeft(x, y);
    double column = StrictMath.floor(u);
    double row = StrictMath.floor(v);
    boolean warpOnTop = ((long) column + (long) row) % 2 == 0;
    double across = warpOnTop ? u - column : v - row;
    double along = warpOnTop ? v - row : u - column;
    // a thread is round across, and along itself it dips under its neighbours at both ends
    double shade =
        (0.45 + 0.55 * StrictMath.sin(StrictMath.PI * across))
            * (0.75 + 0.25 * StrictMath.sin(StrictMath.PI * along));
    double[] thread = warpOnTop ? WARP : WEFT;
    for (int channel = 0; channel < 3; channel++) {
      reflectance[channel] = thread[channel] * shade;
    }
  }
}
