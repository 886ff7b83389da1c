package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;
import java.util.List;

/**
 * Mean and standard deviation of some scores over validation images: first all means, then all
 * deviations.
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
    return moments[score];
  }

  /** Standard deviation of a score, above 0. */
  static double deviation(float[] moments, int score) {
    return moments[moments.length / 2 + score];
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
    private final MomentSums sums;

    Sums(List<AnomalyScore> scores) {
      this.scores = scores;
      this.sums = new MomentSums(scores.size());
    }

    @Override
    public void add(String[] imageIds, Reconstructions found) {
      for (int i = 0; i < scores.size(); i++) {
        for (double score : scores.get(i).perImage(found)) {
          sums.add(i, score);
        }
      }
      sums.count(imageIds.length);
    }

    @Override
    public void add(Tally other) {
      sums.add(((Sums) other).sums);
    }

    @Override
    public float[] result() {
      return sums.moments(LEAST_VARIANCE);
    }
  }
}
