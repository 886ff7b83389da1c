package io.latentlake.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** The data of one chart, for the page's script. */
public sealed interface Chart {

  /**
   * The kind of chart.
   *
   * @return {@code curve}, {@code histogram}, {@code rates} or {@code scatter}
   */
  @JsonProperty
  String kind();

  /**
   * A named sequence of values.
   *
   * @param name the legend's text
   * @param values the values; NaN where there is none
   */
  record Series(String name, double[] values) {}

  /** How the vertical axis is divided. */
  enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /**
   * A quantity over the epochs, a line for each split.
   *
   * @param axis what the vertical axis shows, with its unit
   * @param scale how it is divided; logarithmic only if all values are positive
   * @param epochs the epochs, ascending
   * @param series a line for each split, as long as {@code epochs}
   */
  record Curve(String axis, Scale scale, int[] epochs, List<Series> series) implements Chart {
    @Override
    public String kind() {
      return "curve";
    }
  }

  /**
   * Images by score, stacked by label.
   *
   * @param score name of the score
   * @param axis what the horizontal axis shows, with its unit
   * @param edges bounds of the bins, ascending, one more than there are bins
   * @param counts images in each bin, for each label
   * @param threshold the score above which an image counts as an anomaly; null if there is none
   */
  record Histogram(String score, String axis, double[] edges, List<Series> counts, Double threshold)
      implements Chart {
    @Override
    public String kind() {
      return "histogram";
    }
  }

  /** How the points of a line are joined. */
  enum Join {
    STRAIGHT,
    /** A point's height holds from the point before it up to the point. */
    STEPS
  }

  /**
   * Two rates from 0 to 1 that a threshold trades against each other.
   *
   * @param join how the points are joined
   * @param score name of the score that the threshold is on
   * @param xAxis what the horizontal axis shows
   * @param yAxis what the vertical axis shows
   * @param points the line, from the highest threshold to the lowest
   * @param guess height of the line of a random score, at the left end and at the right end
   * @param chosen where the model's threshold lies; null if there is none
   */
  record Rates(
      Join join,
      String score,
      String xAxis,
      String yAxis,
      List<Rate> points,
      double[] guess,
      Rate chosen)
      implements Chart {
    @Override
    public String kind() {
      return "rates";
    }
  }

  /**
   * A point on a line of rates.
   *
   * @param x its horizontal position, from 0 to 1
   * @param y its vertical position, from 0 to 1
   * @param threshold the score that leads to it; null at the start of the line or if unknown
   */
  record Rate(double x, double y, Double threshold) {}

  /**
   * Images as points in the plane.
   *
   * @param xAxis what the horizontal axis shows
   * @param yAxis what the vertical axis shows
   * @param points how many points there are in all
   * @param groups the points, by label
   */
  record Scatter(String xAxis, String yAxis, int points, List<Group> groups) implements Chart {
    @Override
    public String kind() {
      return "scatter";
    }
  }

  /**
   * The points of one label.
   *
   * @param name the label
   * @param ids image ids
   * @param x horizontal positions, as many as {@code ids}
   * @param y vertical positions, as many as {@code ids}
   */
  record Group(String name, List<String> ids, float[] x, float[] y) {
    /**
     * Mean horizontal position of the points.
     *
     * @return the mean
     */
    public double meanX() {
      return mean(x);
    }

    /**
     * Mean vertical position of the points.
     *
     * @return the mean
     */
    public double meanY() {
      return mean(y);
    }

    private static double mean(float[] values) {
      double sum = 0;
      for (float value : values) {
        sum += value;
      }
      return sum / values.length;
    }
  }
}
