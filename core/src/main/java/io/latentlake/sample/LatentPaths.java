package io.latentlake.sample;

/** Points of the latent space along lines. */
final class LatentPaths {
  private LatentPaths() {}

  /**
   * Points on the straight line between two latents, both ends included.
   *
   * @param from first point
   * @param to last point
   * @param steps how many points, at least 2
   * @return {@code [steps][latent]}
   */
  static float[][] interpolate(float[] from, float[] to, int steps) {
    float[][] path = new float[steps][from.length];
    for (int s = 0; s < steps; s++) {
      float share = shareOfTheWay(s, steps);
      for (int d = 0; d < from.length; d++) {
        path[s][d] = (1 - share) * from[d] + share * to[d];
      }
    }
    return path;
  }

  /**
   * Points that differ from a centre in one unit only, evenly spaced and symmetric about it.
   *
   * @param center the point in the middle
   * @param unit the unit that changes
   * @param reach distance to either side, in units of the latent
   * @param steps how many points, at least 2
   * @return {@code [steps][latent]}
   */
  static float[][] traverse(float[] center, int unit, double reach, int steps) {
    float[][] path = new float[steps][];
    for (int s = 0; s < steps; s++) {
      path[s] = center.clone();
      path[s][unit] += (float) ((2 * shareOfTheWay(s, steps) - 1) * reach);
    }
    return path;
  }

  /** 0 at the first step, 1 at the last. */
  static float shareOfTheWay(int step, int steps) {
    return step / (float) (steps - 1);
  }
}
