package io.latentlake.image.defect;

import java.util.random.RandomGenerator;

/**
 * Where a defect is: an ellipse with a ragged edge, turned by any angle. A long one is a scratch.
 */
final class DefectShape {
  /** How far the noise moves the edge, as a share of the radius. */
  private static final double RAGGED = 1.1;

  private final double centreX;
  private final double centreY;
  private final double cosine;
  private final double sine;
  private final double length;
  private final double breadth;
  private final double sharpness;
  private final ValueNoise noise;

  private DefectShape(
      double centreX, double centreY, double length, double breadth, RandomGenerator random) {
    double angle = random.nextDouble() * Math.PI;
    this.centreX = centreX;
    this.centreY = centreY;
    this.cosine = Math.cos(angle);
    this.sine = Math.sin(angle);
    this.length = length;
    this.breadth = breadth;
    // an edge is half a pixel to a third of the breadth wide
    this.sharpness = breadth / logUniform(0.5, Math.max(0.6, breadth / 3), random);
    this.noise =
        new ValueNoise(4 * length, 4 * breadth, breadth * (0.6 + random.nextDouble()), random);
  }

  /**
   * Draws a shape somewhere on an image.
   *
   * @param width of the image, pixels
   * @param height of the image, pixels
   * @param random decides place, size and form
   */
  static DefectShape on(int width, int height, RandomGenerator random) {
    int side = Math.min(width, height);
    double x = random.nextDouble() * width;
    double y = random.nextDouble() * height;
    double radius = logUniform(Math.max(1, side / 48.0), Math.max(1.5, side / 5.0), random);
    // one in three is long and thin
    double slimness = random.nextInt(3) == 0 ? logUniform(2, 8, random) : 1 + random.nextDouble();
    double breadth = Math.max(0.8, radius / Math.sqrt(slimness));
    return new DefectShape(x, y, breadth * slimness, breadth, random);
  }

  /** Farthest that it may reach from its centre, pixels. */
  private double reach() {
    return 2 * length;
  }

  int left() {
    return Math.max(0, (int) Math.floor(centreX - reach()));
  }

  int right(int width) {
    return Math.min(width, (int) Math.ceil(centreX + reach()) + 1);
  }

  int top() {
    return Math.max(0, (int) Math.floor(centreY - reach()));
  }

  int bottom(int height) {
    return Math.min(height, (int) Math.ceil(centreY + reach()) + 1);
  }

  /** How much of a pixel the defect covers, 0 to 1. */
  double cover(int x, int y) {
    double dx = x - centreX;
    double dy = y - centreY;
    double along = dx * cosine + dy * sine;
    double across = dy * cosine - dx * sine;
    if (Math.abs(along) >= 2 * length || Math.abs(across) >= 2 * breadth) {
      return 0;
    }
    double distance = Math.hypot(along / length, across / breadth);
    double cloud = noise.at(along + 2 * length, across + 2 * breadth) - 0.5;
    return Math.max(0, Math.min(1, 0.5 + sharpness * (1 + RAGGED * cloud - distance)));
  }

  private static double logUniform(double from, double to, RandomGenerator random) {
    return from * Math.pow(to / from, random.nextDouble());
  }
}
