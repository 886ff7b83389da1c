package io.latentlake.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Posterior;
import io.latentlake.score.ImageScorer;
import io.latentlake.score.MinibatchScores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The scorer against the same numbers written out for one image at a time. */
class ImageScorerTest {
  private static final int IMAGES = 3;
  private static final int DRAWS = 4;
  private static final int SAMPLES = 6;
  private static final long SEED = 9;
  private static final String LIKELIHOOD = "negative_log_likelihood";

  @ParameterizedTest
  @ValueSource(strings = {"bce", "squared-error"})
  void everyNumberFollowsFromTheDecodersOutput(String loss) {
    byte[][] pixels = TinyModels.pixels(IMAGES);
    String[] ids = TinyModels.ids(IMAGES);
    boolean bce = loss.equals("bce");
    ModelPackage trained =
        TinyModels.trained("conv-vae", "loss=" + loss, "likelihood-samples=" + SAMPLES);
    try (InferenceModel model = trained.inferenceModel()) {
      MinibatchScores scores =
          new ImageScorer(model, DRAWS, SAMPLES, SEED).withOthers().score(ids, pixels);

      for (int i = 0; i < IMAGES; i++) {
        Posterior posterior = model.encode(model.input(new byte[][] {pixels[i]}));
        double[] mean = posterior.mean().toDoubleVector();
        double[] logVariance = posterior.logVariance().orElseThrow().toDoubleVector();
        double kl = 0;
        for (int d = 0; d < mean.length; d++) {
          kl += (mean[d] * mean[d] + Math.exp(logVariance[d]) - logVariance[d] - 1) / 2;
        }
        double meanNats = 0;
        double[] logWeights = new double[SAMPLES];
        // the draws of an anomaly score are the model's own
        double[] logWeightsOfModel = new double[SAMPLES];
        for (int k = 0; k < SAMPLES; k++) {
          Draw draw = draw(model, mean, logVariance, noise(SEED, ids[i], k, mean.length));
          double nats = nats(bce, pixels[i], draw.decoded());
          meanNats += k < DRAWS ? nats / DRAWS : 0;
          logWeights[k] = draw.logRatio() - nats;
          Draw own = draw(model, mean, logVariance, noise(model.seed(), ids[i], k, mean.length));
          logWeightsOfModel[k] = own.logRatio() - nats(bce, pixels[i], own.decoded());
        }
        double atMean = nats(bce, pixels[i], model.decode(posterior.mean()));

        assertClose(scores.reconstructionNats().orElseThrow()[i], atMean);
        assertClose(scores.klNats().orElseThrow()[i], kl);
        assertClose(scores.anomaly()[i], atMean + kl);
        assertClose(scores.negativeElboNats().orElseThrow()[i], meanNats + kl);
        assertClose(scores.logLikelihoodNats().orElseThrow()[i], logMeanExp(logWeights));
        assertClose(scores.others().get(LIKELIHOOD)[i], -logMeanExp(logWeightsOfModel));
      }
    }
  }

  /** What a latent decodes to, and ln p(z) − ln q(z|x). */
  private record Draw(INDArray decoded, double logRatio) {}

  private static Draw draw(
      InferenceModel model, double[] mean, double[] logVariance, float[] noise) {
    double[] z = new double[mean.length];
    double logRatio = 0;
    for (int d = 0; d < z.length; d++) {
      double deviation = Math.exp(logVariance[d] / 2);
      z[d] = mean[d] + deviation * noise[d];
      logRatio += logNormal(z[d], 0, 1) - logNormal(z[d], mean[d], deviation);
    }
    return new Draw(model.decode(latent(z)), logRatio);
  }

  private static float[] noise(long seed, String id, int draw, int units) {
    return new KeyedNoise(KeyedNoise.Purpose.SCORING, seed).normal(id, draw, units);
  }

  private static INDArray latent(double[] z) {
    float[] row = new float[z.length];
    for (int d = 0; d < z.length; d++) {
      row[d] = (float) z[d];
    }
    return Nd4j.create(new float[][] {row});
  }

  /** −log p(x|z): Bernoulli of the logits, or a Gaussian of variance 1/2 about the values. */
  private static double nats(boolean bce, byte[] pixels, INDArray decoded) {
    double sum = 0;
    double[] output = decoded.reshape(decoded.length()).toDoubleVector();
    for (int p = 0; p < output.length; p++) {
      double x = (pixels[p] & 0xff) / 255.0;
      if (bce) {
        double probability = 1 / (1 + Math.exp(-output[p]));
        sum -= x * Math.log(probability) + (1 - x) * Math.log(1 - probability);
      } else {
        sum -= logNormal(x, output[p], Math.sqrt(0.5));
      }
    }
    return sum;
  }

  private static double logNormal(double value, double mean, double deviation) {
    double z = (value - mean) / deviation;
    return -0.5 * z * z - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);
  }

  private static double logMeanExp(double[] logarithms) {
    double sum = 0;
    for (double logarithm : logarithms) {
      sum += Math.exp(logarithm - logarithms[0]);
    }
    return logarithms[0] + Math.log(sum / logarithms.length);
  }

  private static void assertClose(double found, double expected) {
    assertThat(found).isCloseTo(expected, within(1e-5 * Math.abs(expected) + 1e-5));
  }
}
