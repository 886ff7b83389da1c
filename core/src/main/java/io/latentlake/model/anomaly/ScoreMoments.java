package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;
import java.util.List;

/**
 * Mean and standard deviation of some scores over validation images: of the first score, then of
 * the next.
 *
 * @param name its name in packages
 * @param scores the scores; they learn nothing themselves
 */
record ScoreMoments(String name, List<AnomalyScore> scores) implements ScoreFitting {
  private static final long serialVersionUID = 1L;

  /** Added to each variance: scores that hardly ever differ are not divided by next to nothing. */
  private static final double LEAST_VARIANCE = 1e-8;

  ScoreMoments {
    scores = List.copyOf(scores);
  }

  /** Mean of a score. */
  static double mean(float[] moments, int score) {
    return moments[2 * score];
  }

  /** Standard deviation of a score, above 0. */
  static double deviation(float[] moments, int score) {
    return moments[2 * score + 1];
  }

  @Override
  public Images images() {
    return Images.VALIDATION;
  }

  @Override
  public Tally tally(ModelOptions options, ImageShape shape) {
    return new Sums(scores);
  }

  @Override
  public boolean accepts(int length, ModelOptions options, ImageShape shape) {
    return length == 2 * scores.size();
  }

  private static final class Sums implements Tally {
    private static final long serialVersionUID = 1L;

    private final List<AnomalyScore> scores;
    private final double[] sums;
    private final double[] squares;
    private long images;

    Sums(List<AnomalyScore> scores) {
      this.scores = scores;
      this.sums = new double[scores.size()];
      this.squares = new double[scores.size()];
    }

    @Override
    public void add(String[] imageIds, Reconstructions found) {
      for (int i = 0; i < sums.length; i++) {
        for (double score : scores.get(i).perImage(found)) {
          sums[i] += score;
          squares[i] += score * score;
        }
      }
      images += imageIds.length;
    }

    @Override
    public void add(Tally other) {
      Sums more = (Sums) other;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += more.sums[i];
        squares[i] += more.squares[i];
      }
      images += more.images;
    }

    @Override
    public float[] result() {
      if (images == 0) {
        throw new IllegalStateException("scores of no images have no mean");
      }
      float[] moments = new float[2 * sums.length];
      for (int i = 0; i < sums.length; i++) {
        double mean = sums[i] / images;
        // rounding may take it below 0
        double variance = Math.max(0, squares[i] / images - mean * mean);
        moments[2 * i] = (float) mean;
        moments[2 * i + 1] = (float) Math.sqrt(variance + LEAST_VARIANCE);
      }
      return moments;
    }
  }
}
