package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.architecture.Architecture;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;

class CodebookTest {
  private static final int CODES = 8;
  private static final int SIZE = 2;
  private static final int ROW = SIZE + 1;
  private static final int IMAGES = 16;

  private final ModelOptions options =
      Models.options("vq-vae", "latent=6", "vq-vae.codes=" + CODES, "vq-vae.code-size=" + SIZE);
  private final MultiDataSet minibatch =
      Models.minibatch(options, Models.ODD, Models.images(IMAGES, Models.ODD, 1));

  private static double[] statistics(ComputationGraph graph) {
    return OffHeap.read(graph.getLayer(Architecture.MEAN).getParam(CodeStatistics.KEY));
  }

  private static double squaredDistance(double[] values, int at, double[] statistics, int code) {
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      double vector = statistics[code * ROW + i] / statistics[code * ROW + SIZE];
      sum += Math.pow(values[at + i] - vector, 2);
    }
    return sum;
  }

  private static int nearest(double[] values, int at, double[] statistics) {
    int nearest = 0;
    for (int code = 1; code < CODES; code++) {
      if (squaredDistance(values, at, statistics, code)
          < squaredDistance(values, at, statistics, nearest)) {
        nearest = code;
      }
    }
    return nearest;
  }

  private double[] activation(ComputationGraph graph, String node) {
    return OffHeap.read(graph.feedForward(minibatch.getFeatures(), false).get(node));
  }

  @Test
  void eachPartBecomesTheNearestVector() {
    ComputationGraph graph = Models.trained(options, Models.ODD, 10);
    double[] encoded = activation(graph, "encoded");
    double[] quantised = activation(graph, Architecture.MEAN);
    double[] statistics = statistics(graph);
    for (int at = 0; at < encoded.length; at += SIZE) {
      assertThat(squaredDistance(quantised, at, statistics, nearest(encoded, at, statistics)))
          .isLessThan(1e-9);
    }
  }

  @Test
  void theFirstMinibatchGivesEveryCodeAVectorAmongTheEncodedOnes() {
    ComputationGraph graph = TrainingGraph.build(options, Models.ODD, new Sgd(0), 7);
    graph.fit(minibatch);
    double[] statistics = statistics(graph);
    for (int code = 0; code < CODES; code++) {
      assertThat(statistics[code * ROW + SIZE]).isBetween(0.01, 1.0);
    }
  }

  @Test
  void sumsAndCountsAreMovingAverages() {
    ComputationGraph graph = TrainingGraph.build(options, Models.ODD, new Sgd(0), 7);
    graph.fit(minibatch);
    double[] before = statistics(graph);
    // batch normalisation in training is by the minibatch, so what was encoded is asked of a step
    graph.feedForward(minibatch.getFeatures(), true);
    double[] encoded =
        OffHeap.read(graph.feedForward(minibatch.getFeatures(), true).get("encoded"));
    graph.fit(minibatch);
    double[] expected = new double[before.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = 0.99 * before[i];
    }
    for (int at = 0; at < encoded.length; at += SIZE) {
      int row = nearest(encoded, at, before) * ROW;
      expected[row] += 0.01 * encoded[at];
      expected[row + 1] += 0.01 * encoded[at + 1];
      expected[row + SIZE] += 0.01;
    }
    assertThat(statistics(graph)).containsExactly(expected, within(1e-5));
  }

  @Test
  void aCodeThatStandsForNothingStartsAgainAtAPartOfTheMinibatch() {
    ComputationGraph graph = TrainingGraph.build(options, Models.ODD, new Sgd(0), 7);
    graph.fit(minibatch);
    double[] faint = statistics(graph);
    int code = 3;
    faint[code * ROW] = 1;
    faint[code * ROW + SIZE] = 1e-3;
    OffHeap.write(faint, graph.getLayer(Architecture.MEAN).getParam(CodeStatistics.KEY));
    double[] encoded =
        OffHeap.read(graph.feedForward(minibatch.getFeatures(), true).get("encoded"));
    graph.fit(minibatch);
    double[] now = statistics(graph);
    assertThat(now[code * ROW + SIZE]).isCloseTo(1, within(1e-6));
    double closest = Double.POSITIVE_INFINITY;
    for (int at = 0; at < encoded.length; at += SIZE) {
      closest = Math.min(closest, squaredDistance(encoded, at, now, code));
    }
    assertThat(closest).isLessThan(1e-9);
  }

  @Test
  void averagedOverWorkersCodesStillStartAtPartsOfOneMinibatch() {
    List<double[]> parts = new ArrayList<>();
    double[] mean = new double[CODES * ROW];
    for (int worker = 0; worker < 2; worker++) {
      ComputationGraph graph = TrainingGraph.build(options, Models.ODD, new Sgd(0), 7);
      Codebook.share(graph, worker, 2);
      // all but the first are so far away that they stand for nothing
      double[] far = statistics(graph);
      for (int code = 1; code < CODES; code++) {
        far[code * ROW] = 1;
      }
      OffHeap.write(far, graph.getLayer(Architecture.MEAN).getParam(CodeStatistics.KEY));
      MultiDataSet own =
          Models.minibatch(options, Models.ODD, Models.images(IMAGES, Models.ODD, worker));
      double[] encoded = OffHeap.read(graph.feedForward(own.getFeatures(), true).get("encoded"));
      for (int at = 0; at < encoded.length; at += SIZE) {
        parts.add(new double[] {encoded[at], encoded[at + 1]});
      }
      graph.fit(own);
      double[] statistics = statistics(graph);
      Arrays.setAll(mean, i -> mean[i] + statistics[i] / 2);
    }
    for (int code = 1; code < CODES; code++) {
      // what the other worker has kept of the code's old vector counts for next to nothing
      double[] vector = {mean[code * ROW] - 0.5 * 0.99, mean[code * ROW + 1], 0.5};
      assertThat(mean[code * ROW + SIZE]).isCloseTo(0.5, within(0.001));
      assertThat(parts)
          .as("a part that code %d started at", code)
          .anySatisfy(part -> assertThat(squaredDistance(part, 0, vector, 0)).isLessThan(1e-4));
    }
  }

  @Test
  void theGradientPassesStraightThrough() {
    ComputationGraph graph = TrainingGraph.build(options, Models.ODD, new Sgd(0), 7);
    graph.fit(minibatch);
    Layer layer = graph.getLayer(Architecture.MEAN);
    INDArray encoded = OffHeap.create(DataType.FLOAT, 2, 6);
    OffHeap.write(new double[] {1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6}, encoded);
    layer.setInput(encoded, LayerWorkspaceMgr.noWorkspaces());
    layer.activate(true, LayerWorkspaceMgr.noWorkspaces());
    INDArray byOutput = encoded.mul(0.3);
    INDArray byInput =
        layer.backpropGradient(byOutput, LayerWorkspaceMgr.noWorkspaces()).getSecond();
    assertThat(OffHeap.read(byInput)).containsExactly(OffHeap.read(byOutput));
  }

  @Test
  void theInferenceFormQuantisesAlike() {
    ImageShape shape = Models.ODD;
    ModelPackage model = Models.packed(options, shape);
    double[] expected = OffHeap.read(model.trainingGraph().output(minibatch.getFeatures())[0]);
    Arrays.setAll(expected, i -> 1 / (1 + Math.exp(-expected[i])));
    try (InferenceModel inference = model.inferenceModel()) {
      INDArray x = inference.input(Models.images(IMAGES, shape, 1));
      assertThat(OffHeap.read(inference.reconstruct(x))).containsExactly(expected, within(1e-4));
      double[] codes = OffHeap.read(inference.encode(x).mean());
      Set<String> vectors = new HashSet<>();
      for (int at = 0; at < codes.length; at += SIZE) {
        vectors.add(codes[at] + " " + codes[at + 1]);
      }
      assertThat(vectors).hasSizeBetween(2, CODES);
      double[] statistics = statistics(model.trainingGraph());
      int[][] indices = inference.codeIndices(inference.encode(x)).orElseThrow();
      for (int at = 0; at < codes.length; at += SIZE) {
        int index = indices[at / (SIZE * 3)][at / SIZE % 3];
        assertThat(squaredDistance(codes, at, statistics, index)).isLessThan(1e-9);
      }
      assertThat(OffHeap.read(inference.decode(inference.encode(x).mean())))
          .isEqualTo(OffHeap.read(inference.reconstructions(x).decoded()));
    }
  }

  @Test
  void trainingLowersTheLossAndUsesTheCodes() {
    ComputationGraph graph = Models.trained(options, Models.ODD, 60);
    assertThat(graph.score()).isLessThan(0.9 * Models.trained(options, Models.ODD, 1).score());
    LossTerms terms = LossTerms.of(graph);
    assertThat(terms.sums())
        .extracting(LossTerms.Sum::name)
        .containsExactly("reconstruction", "commitment", "codebook_disuse");
    // at least three codes of the eight
    assertThat(terms.sums().get(2).sum() / IMAGES).isLessThan(Math.log(CODES / 3.0));
  }

  @Test
  void aSizeThatDoesNotDivideTheLatentIsRefused() {
    ModelOptions odd = Models.options("vq-vae", "latent=6", "vq-vae.code-size=4");
    assertThatThrownBy(() -> odd.architecture(Models.ODD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model.latent is 6 and model.vq-vae.code-size is 4, which does not divide it; change"
                + " one of them");
  }
}
