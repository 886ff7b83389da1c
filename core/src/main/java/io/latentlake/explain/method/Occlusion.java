package io.latentlake.explain.method;

import io.latentlake.config.Key;
import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code occlusion}: how far the number falls when a square of the image is replaced by the
 * baseline. A pixel gets the mean fall over the squares that cover it; no gradient is taken.
 *
 * @see <a href="https://arxiv.org/abs/1311.2901">Zeiler and Fergus 2013</a>
 */
public final class Occlusion implements AttributionMethod {
  /** The keys that only it has. */
  public record Options(
      @Key(value = "4", min = 1, max = 1024, unit = "pixels", meaning = "Side of the square")
          int window,
      @Key(
              value = "2",
              min = 1,
              max = 1024,
              unit = "pixels",
              meaning = "Step of the square, at most its side, so that no pixel is skipped")
          int stride,
      @Key(value = "auto", meaning = "What shows in the square") Baseline baseline)
      implements Serializable {
    /**
     * Checks the step.
     *
     * @throws IllegalArgumentException if it is longer than the side
     */
    public Options {
      if (stride > window) {
        throw new IllegalArgumentException(
            "stride is " + stride + "; allowed are 1 to window, which is " + window);
      }
    }
  }

  @Override
  public String name() {
    return "occlusion";
  }

  @Override
  public String meaning() {
    return "how far the number falls when a square of the image is covered";
  }

  @Override
  public Class<? extends Record> options() {
    return Options.class;
  }

  @Override
  public Attributor attributor(ExplainOptions options) {
    return new Covering(options.own(this, Options.class));
  }

  private record Covering(Options options) implements Attributor {
    @Override
    public Optional<Baseline> baseline() {
      return Optional.of(options.baseline());
    }

    @Override
    public long passes(ImageShape shape) {
      return squares(shape).size() + 1L;
    }

    @Override
    public List<Attribution> attribute(ExplanationRequest request) {
      Pixels images = request.images();
      ImageShape shape = images.shape();
      Pixels covers = options.baseline().of(request);
      List<Square> squares = squares(shape);
      double[] whole = request.values();
      double[][] occluded =
          request.values(
              squares.size(),
              (image, square) ->
                  squares.get(square).cover(shape, images.rows()[image], covers.rows()[image]));
      double[] covering = new double[shape.height() * shape.width()];
      squares.forEach(square -> square.add(shape, 1, covering));
      List<Attribution> attributions = new ArrayList<>();
      for (int i = 0; i < whole.length; i++) {
        double[] falls = new double[covering.length];
        for (int k = 0; k < squares.size(); k++) {
          squares.get(k).add(shape, whole[i] - occluded[i][k], falls);
        }
        float[] map = new float[falls.length];
        for (int p = 0; p < map.length; p++) {
          map[p] = (float) (falls[p] / covering[p]);
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
                  Math.min(top + options.window(), shape.height()),
                  Math.min(left + options.window(), shape.width())));
        }
      }
      return squares;
    }

    /** Every stride-th position, the last moved inward so that its square ends at the edge. */
    private List<Integer> starts(int side) {
      List<Integer> starts = new ArrayList<>();
      int start = 0;
      while (start + options.window() < side) {
        starts.add(start);
        start += options.stride();
      }
      starts.add(Math.max(0, side - options.window()));
      return starts;
    }
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
