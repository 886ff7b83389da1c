package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.architecture.Architecture;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.term.ImportanceWeightedBound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;

class ImportanceWeightedVaeTest {
  private static final ImageShape SHAPE = new ImageShape(1, 6, 5);
  private static final int IMAGES = 4;
  private static final int LATENT = 3;

  @ParameterizedTest
  @CsvSource({
    "convolutional, 1, bce",
    "convolutional, 3, bce",
    "dense, 4, bce",
    "residual, 2, squared-error"
  })
  void aStepsBoundIsTheMeanWeightOfItsDrawsByHand(String network, int draws, String loss) {
    ModelOptions options = options(network, draws, "loss=" + loss);
    ComputationGraph graph = TrainingGraph.build(options, SHAPE, new Sgd(0), 3, DataType.FLOAT);
    byte[][] pixels = Models.images(IMAGES, SHAPE, 3);
    MultiDataSet minibatch = Models.minibatch(options, SHAPE, pixels);
    graph.fit(minibatch);
    LossTerms terms = LossTerms.of(graph);
    Map<String, INDArray> at = graph.feedForward(minibatch.getFeatures(), true);
    double[] mean = OffHeap.read(at.get(Architecture.MEAN));
    double[] logVariance = OffHeap.read(at.get(Architecture.LOG_VARIANCE));
    double[] noise = OffHeap.read(minibatch.getFeatures(1));
    double[] z = OffHeap.read(at.get(Architecture.LATENT));
    double[] decoded = OffHeap.read(graph.output(minibatch.getFeatures())[0]);
    double[] x = OffHeap.read(minibatch.getLabels(0));
    assertThat(z).hasSize(IMAGES * draws * LATENT);
    double bound = 0;
    double reconstruction = 0;
    for (int image = 0; image < IMAGES; image++) {
      double weights = 0;
      for (int draw = 0; draw < draws; draw++) {
        int row = image * draws + draw;
        double logWeight = 0;
        for (int unit = 0; unit < LATENT; unit++) {
          int at1 = image * LATENT + unit;
          int drawn = row * LATENT + unit;
          double deviation = Math.exp(logVariance[at1] / 2);
          assertThat(z[drawn]).isCloseTo(mean[at1] + deviation * noise[drawn], within(1e-5));
          logWeight += logNormal(z[drawn], 0, 1) - logNormal(z[drawn], mean[at1], deviation);
        }
        double nats = nats(loss, decoded, row * SHAPE.values(), x, image * SHAPE.values());
        reconstruction += nats / draws;
        weights += Math.exp(logWeight - nats) / draws;
      }
      bound -= Math.log(weights);
    }
    assertThat(terms.images()).isEqualTo(IMAGES);
    double normaliser =
        options.reconstructionLoss().normaliserNats(SHAPE.values()).orElseThrow() * IMAGES;
    assertThat(terms.sums())
        .extracting(LossTerms.Sum::name)
        .containsExactly("reconstruction", "kl", ImportanceWeightedBound.NAME);
    assertThat(terms.sums().get(0).sum())
        .isCloseTo(reconstruction - normaliser, within(1e-4 * reconstruction));
    assertThat(terms.sums().get(2).sum()).isCloseTo(bound, within(1e-4 * bound));
    assertThat(graph.score()).isCloseTo(bound / IMAGES, within(1e-4 * bound));
  }

  @Test
  void oneDrawIsTheNegativeElboOfAVaeWithTheDivergenceOfTheSample() {
    ModelOptions options = options("convolutional", 1);
    ModelOptions vae = Models.options("conv-vae");
    byte[][] pixels = Models.images(IMAGES, SHAPE, 3);
    ComputationGraph graph = TrainingGraph.build(options, SHAPE, new Sgd(0.1), 3);
    ComputationGraph other = TrainingGraph.build(vae, SHAPE, new Sgd(0.1), 3);
    assertThat(graph.params()).isEqualTo(other.params());
    MultiDataSet minibatch = Models.minibatch(options, SHAPE, pixels);
    MultiDataSet otherMinibatch = Models.minibatch(vae, SHAPE, pixels);
    assertThat(minibatch.getFeatures(1)).isEqualTo(otherMinibatch.getFeatures(1));
    graph.fit(minibatch);
    other.fit(otherMinibatch);
    double[] noise = OffHeap.read(minibatch.getFeatures(1));
    ComputationGraph fresh = TrainingGraph.build(vae, SHAPE, new Sgd(0.1), 3);
    Map<String, INDArray> at = fresh.feedForward(otherMinibatch.getFeatures(), true);
    double[] logVariance = OffHeap.read(at.get(Architecture.LOG_VARIANCE));
    double[] z = OffHeap.read(at.get(Architecture.LATENT));
    double sampled = 0;
    for (int i = 0; i < z.length; i++) {
      sampled += (z[i] * z[i] - noise[i] * noise[i] - logVariance[i]) / 2;
    }
    LossTerms terms = LossTerms.of(graph);
    double reconstruction = LossTerms.of(other).sums().get(0).sum();
    assertThat(terms.sums().get(0).sum()).isEqualTo(reconstruction);
    assertThat(terms.sums().get(1).sum()).isEqualTo(LossTerms.of(other).sums().get(1).sum());
    assertThat(terms.sums().get(2).sum())
        .isCloseTo(reconstruction + sampled, within(1e-5 * reconstruction));
    // the decoder does not see the divergence, so both have learnt the same
    INDArray learnt = graph.getLayer("decoder-2-transposed").getParam("W");
    double[] expected = OffHeap.read(other.getLayer("decoder-2-transposed").getParam("W"));
    assertThat(OffHeap.read(learnt)).containsExactly(expected, within(1e-6));
  }

  @Test
  void validationTakesAsManyKeyedDrawsAsTraining() {
    ModelOptions options = options("dense", 5);
    ModelPackage model = Models.packed(options, SHAPE);
    byte[][] pixels = Models.images(IMAGES, SHAPE, 5);
    try (InferenceModel inference = model.inferenceModel()) {
      Map<LossTerm, double[]> terms =
          inference.lossTerms(pixels, image -> new SplittableRandom(image));
      INDArray x = inference.input(pixels);
      Posterior posterior = inference.encode(x);
      float[][] mean = OffHeap.rows(posterior.mean());
      float[][] logVariance = OffHeap.rows(posterior.logVariance().orElseThrow());
      double[] bounds = terms.get(new ImportanceWeightedBound(Loss.named("bce")));
      double[] reconstruction = terms.get(new Reconstruction(Loss.named("bce")));
      for (int image = 0; image < IMAGES; image++) {
        SplittableRandom random = new SplittableRandom(image);
        double weights = 0;
        double sum = 0;
        for (int draw = 0; draw < 5; draw++) {
          float[] z = new float[LATENT];
          double logWeight = 0;
          for (int unit = 0; unit < LATENT; unit++) {
            double deviation = Math.exp(logVariance[image][unit] / 2);
            double drawn = mean[image][unit] + deviation * random.nextGaussian();
            z[unit] = (float) drawn;
            logWeight += logNormal(drawn, 0, 1) - logNormal(drawn, mean[image][unit], deviation);
          }
          INDArray latent = OffHeap.create(DataType.FLOAT, 1, LATENT);
          OffHeap.write(z, latent);
          double[] logits = OffHeap.read(inference.decode(latent));
          double[] wanted = OffHeap.read(x);
          double nats = nats("bce", logits, 0, wanted, image * SHAPE.values());
          weights += Math.exp(logWeight - nats) / 5;
          sum += nats;
        }
        assertThat(reconstruction[image]).isCloseTo(sum / 5, within(1e-4));
        assertThat(bounds[image]).isCloseTo(-Math.log(weights), within(1e-4));
      }
    }
  }

  /**
   * A linear decoder with Gaussian noise of variance ½ has a known p(x). The posterior is a wrong
   * one, so that the ELBO is far below ln p(x).
   */
  @Test
  void moreDrawsCloseInOnTheLikelihoodOfALinearGaussianModel() {
    double[] x = {0.9, 0.2, 0.6, 0.1};
    double[] direction = {0.8, -0.5, 0.3, 0.6};
    double mean = -0.4;
    double logVariance = -0.5;
    // p(x) = N(0, w·wᵀ + ½), whose determinant and inverse are known (Sherman and Morrison)
    double w2 = Arrays.stream(direction).map(w -> w * w).sum();
    double x2 = Arrays.stream(x).map(v -> v * v).sum();
    double wx = 0;
    for (int i = 0; i < x.length; i++) {
      wx += direction[i] * x[i];
    }
    double exact =
        0.5 * (4 * Math.log(Math.PI) + Math.log1p(2 * w2)) + x2 - 2 * wx * wx / (1 + 2 * w2);
    List<Double> bounds = new ArrayList<>();
    int images = 20_000;
    for (int draws : new int[] {1, 3, 20}) {
      bounds.add(meanBound(x, direction, mean, logVariance, draws, images));
    }
    assertThat(bounds.get(0)).isGreaterThan(bounds.get(1) + 0.02);
    assertThat(bounds.get(1)).isGreaterThan(bounds.get(2) + 0.02);
    assertThat(bounds.get(2)).isGreaterThan(exact - 0.01);
    assertThat(bounds.get(2)).isLessThan(exact + 0.1 * (bounds.get(0) - exact));
    // one draw: the ELBO in closed form, E‖x − w·z‖² + KL
    double variance = Math.exp(logVariance);
    double elbo =
        0.5 * 4 * Math.log(Math.PI)
            + x2
            - 2 * wx * mean
            + w2 * (mean * mean + variance)
            + KlDivergence.nats(mean, logVariance);
    assertThat(bounds.get(0)).isCloseTo(elbo, within(0.03));
  }

  private static double meanBound(
      double[] x, double[] direction, double mean, double logVariance, int draws, int images) {
    Random random = new Random(draws);
    double[] z = new double[images * draws];
    double[] decoded = new double[z.length * x.length];
    double[] shown = new double[images * x.length];
    double[] means = new double[images];
    double[] logVariances = new double[images];
    Arrays.fill(means, mean);
    Arrays.fill(logVariances, logVariance);
    for (int row = 0; row < z.length; row++) {
      z[row] = mean + Math.exp(logVariance / 2) * random.nextGaussian();
      for (int i = 0; i < x.length; i++) {
        decoded[row * x.length + i] = direction[i] * z[row];
      }
    }
    for (int i = 0; i < shown.length; i++) {
      shown[i] = x[i % x.length];
    }
    try (LossTerm.Evaluator evaluator =
        new ImportanceWeightedBound(Loss.named(Loss.SQUARED_ERROR)).evaluator(DataType.DOUBLE)) {
      double[] bounds =
          evaluator.perImage(
              List.of(
                  array(means, images, 1),
                  array(logVariances, images, 1),
                  array(z, z.length, 1),
                  array(decoded, z.length, 1, 2, 2)),
              array(shown, images, 1, 2, 2),
              1,
              List.of());
      return Arrays.stream(bounds).average().orElseThrow();
    }
  }

  private static INDArray array(double[] values, long... shape) {
    INDArray array = OffHeap.create(DataType.DOUBLE, shape);
    OffHeap.write(values, array);
    return array;
  }

  private static ModelOptions options(String network, int draws, String... more) {
    List<String> keys = new ArrayList<>(List.of("network=" + network, "iw-vae.draws=" + draws));
    keys.addAll(List.of(more));
    return Models.options("iw-vae", keys.toArray(String[]::new));
  }

  private static double logNormal(double value, double mean, double deviation) {
    double away = (value - mean) / deviation;
    return -0.5 * Math.log(2 * Math.PI) - Math.log(deviation) - away * away / 2;
  }

  /** −ln p(x|z): Bernoulli of the logits, or a Gaussian of variance ½ about the values. */
  private static double nats(String loss, double[] decoded, int at, double[] x, int from) {
    double sum = 0;
    for (int i = 0; i < SHAPE.values(); i++) {
      double output = decoded[at + i];
      double pixel = x[from + i];
      sum +=
          loss.equals("bce")
              ? Math.log1p(Math.exp(output)) - pixel * output
              : (output - pixel) * (output - pixel) + 0.5 * Math.log(Math.PI);
    }
    return sum;
  }
}
