package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.SerializationUtils;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class TrainingGraphTest {
  static final List<String> KINDS = Models.KINDS;

  /** Kinds whose loss differs as well. */
  static final List<String> LOSSES =
      Stream.concat(
              KINDS.stream(),
              Stream.of(
                  "iw-vae network=dense iw-vae.draws=1 loss=squared-error center=true",
                  "sparse-ae",
                  "contractive-ae",
                  "contractive-ae bottleneck=spatial latent=4",
                  "conv-vae bottleneck=spatial latent=8",
                  "contractive-ae network=dense hidden=[] contractive-ae.weight=0.3",
                  "sparse-ae network=dense sparse-ae.penalty=kl",
                  "rae network=residual rae.decoder-weight=0.3"))
          .toList();

  @Test
  void defaultsMakeTheReferenceNetwork() {
    ModelOptions options = Options.of(ModelOptions.class, "kind=conv-ae", "latent=32");
    ComputationGraph graph = TrainingGraph.build(options, new ImageShape(1, 28, 28), new Adam(), 1);
    // 288 + 18,432 convolutions, 100,384 + 100,352 dense, 18,432 + 289 transposed, 4 a channel for
    // each of four normalisations
    assertThat(graph.numParams()).isEqualTo(238_945);
    assertThat(graph.getConfiguration().getTopologicalOrderStr())
        .containsExactly(
            "image",
            "encoder-0-convolution",
            "encoder-0-normalisation",
            "encoder-1-convolution",
            "encoder-1-normalisation",
            "mean",
            "decoder-0-dense",
            "decoder-0-normalisation",
            "decoder-1-transposed",
            "decoder-1-normalisation",
            "decoder-2-transposed",
            "loss-reconstruction");
  }

  @Test
  void theActivationOfEachNormalisationIsApplied() {
    ModelOptions options = Models.options("conv-vae");
    ComputationGraph graph = Models.trained(options, Models.ODD, 5);
    MultiDataSet minibatch = Models.minibatch(options, Models.ODD, Models.images(8, Models.ODD, 2));
    Map<String, INDArray> outputs = graph.feedForward(minibatch.getFeatures(), false);
    List<String> normalisations =
        outputs.keySet().stream().filter(name -> name.endsWith("normalisation")).toList();
    assertThat(normalisations).hasSize(4);
    for (String name : normalisations) {
      double[] values = OffHeap.read(outputs.get(name));
      double positive = Arrays.stream(values).filter(value -> value > 0).max().orElseThrow();
      double lowest = Arrays.stream(values).min().orElseThrow();
      if (name.startsWith("encoder")) {
        // a fifth of what it would be without, and of an order with the positive side
        assertThat(lowest).as(name).isNegative().isGreaterThan(-0.5 * positive);
      } else {
        assertThat(lowest).as(name).isZero();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("LOSSES")
  void gradientsEqualFiniteDifferences(String kind) {
    ModelOptions options = Models.options(kind);
    ImageShape shape = new ImageShape(1, 6, 5);
    ComputationGraph graph = TrainingGraph.build(options, shape, new Sgd(1), 3, DataType.DOUBLE);
    MultiDataSet minibatch = Models.minibatch(options, shape, Models.images(5, shape, 3));
    // running means and variances are no parameters of the loss
    Set<String> running =
        graph.paramTable().keySet().stream()
            .filter(name -> name.endsWith("_mean") || name.endsWith("_var"))
            .collect(Collectors.toSet());
    DataType usual = Nd4j.dataType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    boolean passed;
    try {
      passed =
          GradientCheckUtil.checkGradients(
              new GradientCheckUtil.GraphConfig()
                  .net(graph)
                  .inputs(doubles(minibatch.getFeatures()))
                  .labels(doubles(minibatch.getLabels()))
                  .excludeParams(running)
                  .epsilon(1e-6)
                  .maxRelError(1e-4)
                  .minAbsoluteError(1e-6)
                  .subset(true)
                  .maxPerParam(40));
    } finally {
      Nd4j.setDefaultDataTypes(usual, usual);
    }
    assertThat(passed).isTrue();
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void survivesSendingAndCloning(String kind) {
    ModelOptions options = Models.options(kind);
    ComputationGraph graph = Models.trained(options, Models.ODD, 3);
    INDArray[] features =
        Models.minibatch(options, Models.ODD, Models.images(4, Models.ODD, 4)).getFeatures();
    INDArray expected = graph.output(features)[0];
    ComputationGraph again =
        new ComputationGraph(SerializationUtils.clone(graph.getConfiguration()));
    again.init(graph.params().dup(), false);
    assertThat(again.getConfiguration()).isEqualTo(graph.getConfiguration());
    assertThat(again.output(features)[0].distance1(expected)).isZero();
    assertThat(graph.clone().output(features)[0].distance1(expected)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"conv-vae,bce", "conv-vae,squared-error", "dense-ae,bce", "linear-ae,auto"})
  void scoreIsTheMeanOfEachImagesSummedLoss(String kind, String loss) {
    ModelOptions options = Models.options(kind, 3, loss);
    ComputationGraph graph = Models.trained(options, Models.ODD, 3);
    MultiDataSet minibatch = Models.minibatch(options, Models.ODD, Models.images(6, Models.ODD, 5));
    double beta = 0.25;
    if (options.variational()) {
      minibatch.getLabels(1).assign(beta);
    }
    double score = graph.score(minibatch, false);

    INDArray[] outputs = graph.output(minibatch.getFeatures());
    INDArray image = minibatch.getLabels(0);
    double error = 0;
    for (long i = 0; i < image.length(); i++) {
      double t = image.getDouble(i);
      double decoded = outputs[0].getDouble(i);
      double p = 1 / (1 + Math.exp(-decoded));
      error +=
          options.reconstructionLoss().isInNats()
              ? -(t * Math.log(p) + (1 - t) * Math.log(1 - p))
              : (decoded - t) * (decoded - t);
    }
    double kl = 0;
    if (options.variational()) {
      for (int row = 0; row < 6; row++) {
        for (int unit = 0; unit < options.latent(); unit++) {
          double mean = outputs[1].getDouble(row, unit);
          double logVariance = outputs[1].getDouble(row, unit + options.latent());
          kl += (mean * mean + Math.exp(logVariance) - logVariance - 1) / 2;
        }
      }
    }
    LossTerms terms = LossTerms.of(graph);
    assertThat(terms.images()).isEqualTo(6);
    assertThat(terms.sums().get(0).name()).isEqualTo("reconstruction");
    assertThat(terms.sums().get(0).sum()).isCloseTo(error, within(1e-4 * error));
    if (options.variational()) {
      assertThat(terms.sums().get(1).name()).isEqualTo("kl");
      assertThat(terms.sums().get(1).sum()).isCloseTo(kl, within(1e-4 * kl));
      assertThat(terms.sums().get(1).weight()).isEqualTo(beta);
    }
    assertThat(score).isCloseTo((error + beta * kl) / 6, within(1e-4 * score));
    double objective = terms.sums().stream().mapToDouble(sum -> sum.weight() * sum.sum()).sum();
    assertThat(objective / 6).isCloseTo(score, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"convolutional", "dense"})
  void aPenaltyOfTheDecoderIsTheSumOfItsWeightsSquares(String network) {
    ComputationGraph free = decoderWeightOf(0, network);
    ComputationGraph dear = decoderWeightOf(0.3, network);
    assertThat(dear.params()).isEqualTo(free.params());
    double squares = 0;
    for (Map.Entry<String, INDArray> parameter : dear.paramTable().entrySet()) {
      if (parameter.getKey().matches("decoder-.*_W")) {
        squares += Math.pow(parameter.getValue().norm2Number().doubleValue(), 2);
      }
    }
    ModelOptions options = Models.options("rae", "network=" + network);
    MultiDataSet minibatch = Models.minibatch(options, Models.ODD, Models.images(4, Models.ODD, 5));
    double added = dear.score(minibatch, true) - free.score(minibatch, true);
    assertThat(squares).isPositive();
    assertThat(added).isCloseTo(0.3 * squares, within(1e-4 * squares));
  }

  private static ComputationGraph decoderWeightOf(double weight, String network) {
    ModelOptions options =
        Models.options("rae", "network=" + network, "rae.decoder-weight=" + weight);
    return TrainingGraph.build(options, Models.ODD, new Sgd(1), 3);
  }

  @Test
  void weightsThatTrainingWouldNotApplyAreRefused() {
    assertThatThrownBy(() -> WeightedTerm.warmingUp(new Reconstruction(Loss.named("bce")), 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "loss term reconstruction compares images, so its weight stays the same; let the"
                + " others warm up");
    assertThatThrownBy(() -> WeightedTerm.warmingUp(new KlDivergence(), -1))
        .hasMessage("loss term kl weighs -1.0; allowed is 0 or more");
  }

  @Test
  void trainingStepsLowerTheLoss() {
    for (String kind : KINDS) {
      ModelOptions options = Models.options(kind);
      double first = Models.trained(options, Models.ODD, 1).score();
      double later = Models.trained(options, Models.ODD, 60).score();
      assertThat(later).as(kind).isLessThan(0.9 * first);
    }
  }

  @Test
  void sameSeedMakesTheSameParametersAndAnotherSeedOthers() {
    ModelOptions options = Models.options("conv-vae");
    INDArray one = TrainingGraph.build(options, Models.ODD, new Sgd(), 5).params();
    INDArray again = TrainingGraph.build(options, Models.ODD, new Sgd(), 5).params();
    INDArray other = TrainingGraph.build(options, Models.ODD, new Sgd(), 6).params();
    assertThat(again.distance1(one)).isZero();
    assertThat(other.distance1(one)).isPositive();
  }

  private static INDArray[] doubles(INDArray[] arrays) {
    INDArray[] doubles = new INDArray[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      doubles[i] = arrays[i].castTo(DataType.DOUBLE);
    }
    return doubles;
  }
}
