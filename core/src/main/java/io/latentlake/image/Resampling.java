package io.latentlake.image;

/**
 * Resizes planes of numbers as images are resized: linear interpolation when enlarging, a triangle
 * over the covered places when reducing.
 */
public final class Resampling {
  private final int fromHeight;
  private final int fromWidth;
  private final int height;
  private final int width;
  private final TriangleFilter rows;
  private final TriangleFilter columns;
  private final float[] narrowed;

  /**
   * Prepares, for one thread.
   *
   * @param fromHeight rows that there are
   * @param fromWidth columns that there are
   * @param height rows that are wanted
   * @param width columns that are wanted
   */
  public Resampling(int fromHeight, int fromWidth, int height, int width) {
    this.fromHeight = fromHeight;
    this.fromWidth = fromWidth;
    this.height = height;
    this.width = width;
    Placement placement =
        Placement.of(new ImageShape(1, fromHeight, fromWidth), height, width, Resizer.Fit.STRETCH);
    this.rows = TriangleFilter.of(placement.rows());
    this.columns = TriangleFilter.of(placement.columns());
    this.narrowed = new float[Math.multiplyExact(fromHeight, width)];
  }

  /**
   * Resizes a plane; a constant one stays constant.
   *
   * @param from numbers, row by row
   * @param fromAt where the plane begins
   * @param to takes the result, row by row
   * @param toAt where it is to begin
   */
  public void resize(float[] from, int fromAt, float[] to, int toAt) {
    if (fromHeight == height && fromWidth == width) {
      System.arraycopy(from, fromAt, to, toAt, height * width);
      return;
    }
    for (int r = 0; r < fromHeight; r++) {
      for (int q = 0; q < width; q++) {
        float sum = 0;
        float[] weights = columns.values()[q];
        int first = fromAt + r * fromWidth + columns.first()[q];
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * from[first + k];
        }
        narrowed[r * width + q] = sum;
      }
    }
    for (int r = 0; r < height; r++) {
      float[] weights = rows.values()[r];
      int first = rows.first()[r];
      for (int q = 0; q < width; q++) {
        float sum = 0;
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * narrowed[(first + k) * width + q];
        }
        to[toAt + r * width + q] = sum;
      }
    }
  }

  /**
   * What {@link #resize} does along a column: it is linear.
   *
   * @return for each row that is wanted the share of each that there is, row by row
   */
  public double[] rowShares() {
    return rows.shares(fromHeight);
  }

  /**
   * The same along a row.
   *
   * @return for each column that is wanted the share of each that there is
   */
  public double[] columnShares() {
    return columns.shares(fromWidth);
  }

  /**
   * What {@link #spread} does along a column.
   *
   * @return for each row that is wanted the share of each that there is; those of each that there
   *     is sum to 1
   */
  public double[] spreadRowShares() {
    return perTotal(rows, fromHeight);
  }

  /**
   * The same along a row.
   *
   * @return for each column that is wanted the share of each that there is
   */
  public double[] spreadColumnShares() {
    return perTotal(columns, fromWidth);
  }

  private static double[] perTotal(TriangleFilter filter, int source) {
    double[] shares = filter.shares(source);
    double[] totals = filter.totals(source);
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= totals[i % source];
    }
    return shares;
  }

  /**
   * Spreads the numbers of a plane over another, so that their sum stays: each goes to where {@link
   * #resize} would use it, in the same proportions.
   *
   * @param from numbers, row by row
   * @return the other plane, row by row
   */
  public float[] spread(float[] from) {
    double[] byRow = rows.totals(fromHeight);
    double[] byColumn = columns.totals(fromWidth);
    float[] shares = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      shares[i] = (float) (from[i] / (byRow[i / fromWidth] * byColumn[i % fromWidth]));
    }
    float[] to = new float[height * width];
    resize(shares, 0, to, 0);
    return to;
  }
}
