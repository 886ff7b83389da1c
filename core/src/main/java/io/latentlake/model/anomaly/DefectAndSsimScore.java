package io.latentlake.model.anomaly;

import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelKind;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;
import io.latentlake.onnx.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code defect_and_ssim}: the sum of {@code defect_top} and {@code ssim_mean}, each less its mean
 * over validation images and divided by its standard deviation there. The one knows defects that
 * look like drawn ones, the other sees what was restored differently; a network that has learnt
 * little of one often has enough of the other.
 */
public final class DefectAndSsimScore implements AnomalyScore {
  private static final long serialVersionUID = 1L;

  private static final List<AnomalyScore> PARTS =
      List.of(new DefectTopScore(), new SsimMeanScore());
  private static final ScoreMoments MOMENTS = new ScoreMoments("defect_and_ssim_moments", PARTS);

  /** Finds it by name. */
  public DefectAndSsimScore() {}

  @Override
  public String name() {
    return "defect_and_ssim";
  }

  @Override
  public String inWords() {
    return "sum of standardised defect probability and structural dissimilarity";
  }

  @Override
  public String unit(ModelOptions model) {
    return "deviations";
  }

  @Override
  public boolean fits(ModelKind kind) {
    return PARTS.stream().allMatch(part -> part.fits(kind));
  }

  @Override
  public Optional<ScoreFitting> fitting() {
    return Optional.of(MOMENTS);
  }

  @Override
  public double[] perImage(Reconstructions found) {
    float[] moments = found.model().fitted(MOMENTS);
    double[] sums = new double[(int) found.images().size(0)];
    for (int part = 0; part < PARTS.size(); part++) {
      double mean = ScoreMoments.mean(moments, part);
      double deviation = ScoreMoments.deviation(moments, part);
      double[] scores = PARTS.get(part).perImage(found);
      Arrays.setAll(sums, image -> sums[image] + (scores[image] - mean) / deviation);
    }
    return sums;
  }

  @Override
  public Tensor onnx(OnnxReconstructions found) {
    float[] moments = found.fitted(MOMENTS);
    Tensor sum = null;
    for (int part = 0; part < PARTS.size(); part++) {
      Tensor standard =
          PARTS
              .get(part)
              .onnx(found)
              .minus(ScoreMoments.mean(moments, part))
              .over(ScoreMoments.deviation(moments, part));
      sum = sum == null ? standard : sum.plus(standard);
    }
    return sum;
  }
}
