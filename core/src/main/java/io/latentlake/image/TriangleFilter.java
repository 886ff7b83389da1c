package io.latentlake.image;

/**
 * How one side of an image becomes longer or shorter: linear interpolation when enlarging, a
 * triangle over the covered pixels when reducing.
 *
 * @param first for every output position the first source position that it is made from
 * @param values its weights from there on; their sum is 1
 */
record TriangleFilter(int[] first, float[][] values) {
  static TriangleFilter of(Placement.Side side) {
    int[] first = new int[side.size()];
    float[][] values = new float[side.size()][];
    double scale = side.scale();
    double reach = Math.max(1, scale);
    for (int i = 0; i < first.length; i++) {
      double centre = side.start() + (i + 0.5) * scale;
      int from = (int) Math.max(0, Math.floor(centre - reach));
      int to = (int) Math.min(side.source(), Math.ceil(centre + reach));
      double[] raw = new double[to - from];
      double sum = 0;
      for (int k = 0; k < raw.length; k++) {
        raw[k] = Math.max(0, 1 - Math.abs(from + k + 0.5 - centre) / reach);
        sum += raw[k];
      }
      first[i] = from;
      values[i] = new float[raw.length];
      for (int k = 0; k < raw.length; k++) {
        values[i][k] = (float) (raw[k] / sum);
      }
    }
    return new TriangleFilter(first, values);
  }

  /** For every output position the weight of every source position, one after another. */
  double[] shares(int source) {
    double[] shares = new double[first.length * source];
    for (int i = 0; i < first.length; i++) {
      for (int k = 0; k < values[i].length; k++) {
        shares[i * source + first[i] + k] = values[i][k];
      }
    }
    return shares;
  }

  /** For every source position the sum of its weights over all output positions. */
  double[] totals(int source) {
    double[] totals = new double[source];
    for (int i = 0; i < first.length; i++) {
      for (int k = 0; k < values[i].length; k++) {
        totals[first[i] + k] += values[i][k];
      }
    }
    return totals;
  }
}
