package io.latentlake.score;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.Posterior;
import io.latentlake.model.Reconstructions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    double[] error;
    double[] squaredError;
    double[] anomaly;
    Map<String, double[]> byOthers = new LinkedHashMap<>();
    Optional<Variational> variational = Optional.empty();
    try (MemoryWorkspace scope = model.scope()) {
      INDArray images = model.input(pixels);
      Reconstructions found = model.reconstructions(images);
      Posterior posterior = found.posterior();
      error = found.reconstructionError();
      squaredError = found.squaredErrorSum();
      anomaly = model.anomalyScore().perImage(found);
      others.forEach(score -> byOthers.put(score.name(), score.perImage(found)));
      if (model.variational()) {
        variational =
            Optional.of(
                new Variational(
                    OffHeap.rows(posterior.mean()),
                    OffHeap.rows(posterior.logVariance().orElseThrow()),
                    posterior.klNats()));
      }
    }
    if (variational.isEmpty()) {
      boolean nats = model.loss().isInNats();
      return new MinibatchScores(
          error,
          squaredError,
          nats ? Optional.of(error) : Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          anomaly,
          byOthers);
    }
    return score(imageIds, pixels, error, squaredError, anomaly, byOthers, variational.get());
  }

  private record Variational(float[][] mean, float[][] logVariance, double[] klNats) {}

  private MinibatchScores score(
      String[] imageIds,
      byte[][] pixels,
      double[] error,
      double[] squaredError,
      double[] anomaly,
      Map<String, double[]> byOthers,
      Variational vae) {
    double[] atMean = reconstructionNats(error);
    // outside every scope, so that all draws share it
    INDArray images = model.input(pixels);
    LatentDraws drawn;
    try {
      drawn =
          LatentDraws.draw(
              vae.mean(),
              vae.logVariance(),
              latents -> reconstructionNats(images, latents),
              (image, draw) -> noise.normal(imageIds[image], draw, vae.mean()[image].length),
              draws,
              importanceSamples);
    } finally {
      OffHeap.close(images);
    }
    double[] elboAtMean = sum(atMean, vae.klNats());
    return new MinibatchScores(
        error,
        squaredError,
        Optional.of(atMean),
        Optional.of(vae.klNats()),
        Optional.of(
            drawn.meanReconstructionNats().map(n -> sum(n, vae.klNats())).orElse(elboAtMean)),
        drawn.logLikelihoodNats(),
        anomaly,
        byOthers);
  }

  private double[] reconstructionNats(INDArray images, float[][] latents) {
    try (MemoryWorkspace scope = model.scope()) {
      INDArray decoded = model.decode(Nd4j.create(latents));
      return reconstructionNats(model.reconstructionError(images, decoded));
    }
  }

  private double[] reconstructionNats(double[] error) {
    double normaliser = model.loss().normaliserNats(model.shape().values()).orElseThrow();
    double[] nats = new double[error.length];
    for (int i = 0; i < nats.length; i++) {
      nats[i] = error[i] + normaliser;
    }
    return nats;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }
}
