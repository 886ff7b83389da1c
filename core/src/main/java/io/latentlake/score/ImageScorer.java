package io.latentlake.score;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.LatentDraws;
import io.latentlake.model.Reconstructions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/** Scores minibatches of images. The scores of an image do not depend on the others. */
@SuppressWarnings("try") // a memory scope is only opened and closed
public final class ImageScorer {
  private final InferenceModel model;
  private final int draws;
  private final int importanceSamples;
  private final KeyedNoise noise;
  private final List<AnomalyScore> others;

  /**
   * Sets the scorer up.
   *
   * @param model used by one thread at a time; not closed here
   * @param draws latents drawn for a VAE's negative ELBO; 0: the posterior mean
   * @param importanceSamples latents drawn for a VAE's log-likelihood; 0: it is left out
   * @param seed of the draws, which are keyed by image id
   */
  public ImageScorer(InferenceModel model, int draws, int importanceSamples, long seed) {
    this.model = model;
    this.draws = draws;
    this.importanceSamples = importanceSamples;
    this.noise = new KeyedNoise(KeyedNoise.Purpose.SCORING, seed);
    this.others = List.of();
  }

  private ImageScorer(ImageScorer scorer, List<AnomalyScore> others) {
    this.model = scorer.model;
    this.draws = scorer.draws;
    this.importanceSamples = scorer.importanceSamples;
    this.noise = scorer.noise;
    this.others = others;
  }

  /**
   * The same with {@link MinibatchScores#others}.
   *
   * @return a scorer that computes every anomaly score that the model can have, as far as it has
   *     learnt what they need
   */
  public ImageScorer withOthers() {
    return new ImageScorer(this, model.otherScores());
  }

  /**
   * Scores a minibatch.
   *
   * @param imageIds one per image, keys of the random draws
   * @param pixels unsigned bytes, channel-major, one array per image
   * @return the scores, in the order of the images
   */
  public MinibatchScores score(String[] imageIds, byte[][] pixels) {
    try (MemoryWorkspace scope = model.scope()) {
      Reconstructions found = model.reconstructions(imageIds, model.input(pixels));
      Map<String, double[]> byOthers = new LinkedHashMap<>();
      others.forEach(score -> byOthers.put(score.name(), score.perImage(found)));
      double[] error = found.reconstructionError();
      double[] squaredError = found.squaredErrorSum();
      double[] anomaly = model.anomalyScore().perImage(found);
      float[][] embedding = OffHeap.rows(found.posterior().mean());
      if (!model.variational()) {
        return new MinibatchScores(
            error,
            squaredError,
            model.loss().isInNats() ? Optional.of(error) : Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            anomaly,
            embedding,
            byOthers);
      }
      double[] atMean = found.reconstructionNats();
      double[] kl = found.klNats();
      LatentDraws drawn = LatentDraws.of(found, noise, draws, importanceSamples);
      return new MinibatchScores(
          error,
          squaredError,
          Optional.of(atMean),
          Optional.of(kl),
          Optional.of(sum(drawn.meanReconstructionNats().orElse(atMean), kl)),
          drawn.logLikelihoodNats(),
          anomaly,
          embedding,
          byOthers);
    }
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }
}
