package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far the number falls when a square of the image is replaced by the baseline. A pixel gets the
 * mean fall over the squares that cover it; no gradient is taken.
 *
 * @see <a href="https://arxiv.org/abs/1311.2901">Zeiler and Fergus 2013</a>
 */
final class Occlusion implements AttributionMethod {
  static final String NAME = "occlusion";

  private final int window;
  private final int stride;
  private final Baseline baseline;
  private final int passesPerBatch;

  /**
   * Sets the method up.
   *
   * @param window side of the square, in pixels, at least 1
   * @param stride step of the square, in pixels, between 1 and the window, so no pixel is skipped
   * @param baseline what shows in the square
   * @param passesPerBatch images evaluated at a time, at least 1
   * @throws IllegalArgumentException if the stride is out of range
   */
  Occlusion(int window, int stride, Baseline baseline, int passesPerBatch) {
    if (stride < 1 || stride > window) {
      throw new IllegalArgumentException(
          "explain.occlusion-stride is "
              + stride
              + "; allowed are 1 to explain.occlusion-window, which is "
              + window);
    }
    this.window = window;
    this.stride = stride;
    this.baseline = baseline;
    this.passesPerBatch = passesPerBatch;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Baseline> baseline() {
    return Optional.of(baseline);
  }

  @Override
  public long passes(ImageShape shape) {
    return squares(shape).size() + 1L;
  }

  @Override
  public List<Attribution> attribute(ExplainedFunction function, Pixels images) {
    ImageShape shape = images.shape();
    Pixels covers = baseline.of(images);
    double[] whole = function.values(images);
    List<Square> squares = squares(shape);
    double[][] falls = new double[images.count()][shape.height() * shape.width()];
    // One pass is one square on one image; passes of several images share a batch.
    long passes = (long) images.count() * squares.size();
    for (long first = 0; first < passes; first += passesPerBatch) {
      float[][] batch = new float[(int) Math.min(passesPerBatch, passes - first)][];
      for (int k = 0; k < batch.length; k++) {
        int image = (int) ((first + k) / squares.size());
        Square square = squares.get((int) ((first + k) % squares.size()));
        batch[k] = square.cover(shape, images.rows()[image], covers.rows()[image]);
      }
      double[] occluded = function.values(new Pixels(shape, batch));
      for (int k = 0; k < batch.length; k++) {
        int image = (int) ((first + k) / squares.size());
        Square square = squares.get((int) ((first + k) % squares.size()));
        square.add(shape, whole[image] - occluded[k], falls[image]);
      }
    }
    return average(falls, squares, shape);
  }

  private static List<Attribution> average(
      double[][] falls, List<Square> squares, ImageShape shape) {
    double[] covering = new double[shape.height() * shape.width()];
    for (Square square : squares) {
      square.add(shape, 1, covering);
    }
    List<Attribution> attributions = new ArrayList<>();
    for (double[] sums : falls) {
      float[] map = new float[sums.length];
      for (int p = 0; p < map.length; p++) {
        map[p] = (float) (sums[p] / covering[p]);
      }
      attributions.add(new Attribution(map, OptionalDouble.empty()));
    }
    return attributions;
  }

  private List<Square> squares(ImageShape shape) {
    List<Square> squares = new ArrayList<>();
    for (int top : starts(shape.height())) {
      for (int left : starts(shape.width())) {
        squares.add(
            new Square(
                top,
                left,
                Math.min(top + window, shape.height()),
                Math.min(left + window, shape.width())));
      }
    }
    return squares;
  }

  /** Every stride-th position, the last moved inward so that its square ends at the edge. */
  private List<Integer> starts(int side) {
    List<Integer> starts = new ArrayList<>();
    int start = 0;
    while (start + window < side) {
      starts.add(start);
      start += stride;
    }
    starts.add(Math.max(0, side - window));
    return starts;
  }

  private record Square(int top, int left, int bottom, int right) {
    float[] cover(ImageShape shape, float[] image, float[] with) {
      float[] covered = image.clone();
      for (int c = 0; c < shape.channels(); c++) {
        for (int y = top; y < bottom; y++) {
          int at = (c * shape.height() + y) * shape.width() + left;
          System.arraycopy(with, at, covered, at, right - left);
        }
      }
      return covered;
    }

    void add(ImageShape shape, double value, double[] map) {
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          map[y * shape.width() + x] += value;
        }
      }
    }
  }
}
