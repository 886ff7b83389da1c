package io.latentlake.image.synthetic;

/**
 * One defect on one surface.
 *
 * @param coverage how much of a point is defective
 * @param change what the defect does to the surface
 */
record Flaw(Coverage coverage, Change change) {

  /** How much of a point of the tile is defective, from 0 to 1; positions are in tile sides. */
  @FunctionalInterface
  interface Coverage {
    double at(double x, double y);
  }

  /** Changes the reflectance (red, green, blue) of a point in proportion to its coverage. */
  @FunctionalInterface
  interface Change {
    void apply(double[] reflectance, double coverage);
  }

  /** Paints with the given colour and opacity. */
  static Change paint(double red, double green, double blue, double opacity) {
    double[] paint = {red, green, blue};
    return (reflectance, coverage) -> {
      for (int channel = 0; channel < 3; channel++) {
        reflectance[channel] += opacity * coverage * (paint[channel] - reflectance[channel]);
      }
    };
  }

  /** A soft edge: 0 below -½, 1 above ½, smooth between. */
  static double fade(double signedDistance) {
    double t = StrictMath.min(1, StrictMath.max(0, signedDistance + 0.5));
    return t * t * (3 - 2 * t);
  }
}
