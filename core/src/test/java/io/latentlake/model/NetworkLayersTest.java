package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.target.Targets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/** A network layer by layer against the same network with its rectifiers folded in. */
class NetworkLayersTest {
  private static final byte[][] IMAGES = Models.images(3, Models.ODD, 9);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense-ae",
        "linear-ae",
        "conv-vae negative-slope=0",
        "conv-vae network=residual",
        "conv-ae bottleneck=spatial latent=6",
        "conv-ae loss=squared-error center=true",
        "vq-vae latent=4",
        "iw-vae network=dense",
        "contractive-ae",
        "restoring-ae"
      })
  void theGradientIsTheSame(String kind) {
    ModelOptions options = Models.options("conv-ae", ("kind=" + kind).split(" "));
    ComputationGraph graph = TrainingGraph.build(options, Models.ODD, new NoOp(), 7);
    ModelPackage packed =
        ModelPackage.of(
            options, Models.ODD, Models.meanImage(options, Models.ODD), graph, Map.of());
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      double rounding = type == DataType.DOUBLE ? 1e-11 : 1e-4;
      try (InferenceModel model = packed.inferenceModel(type)) {
        assertSame(model, Targets.RECONSTRUCTION_ERROR, rounding);
        assertSame(model, Targets.latent(1), rounding);
        TermTargetTest.explained(options)
            .forEach(term -> assertSame(model, Targets.parse("term_" + term.name()), rounding));
      }
    }
  }

  private static void assertSame(InferenceModel model, Target target, double rounding) {
    INDArray x = model.input(IMAGES);
    TargetGradient expected = model.gradient(target, x);
    double[] gradient = OffHeap.read(expected.inputGradient());
    NetworkLayers layers = model.layers();

    TargetHead head = layers.head(target, x, Optional.empty(), layers.forward(target, x));
    double[] found = layers.back(BackwardRule.GRADIENT, head.byPlaces());

    assertThat(head.values()).containsExactly(expected.values(), within(rounding));
    for (int i = 0; i < found.length; i++) {
      found[i] += head.byImages()[i];
    }
    assertThat(found).containsExactly(gradient, within(rounding));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dense-ae", "conv-ae", "restoring-ae"})
  void theMapsOfBothSignsOfWeightsAddUpToTheLayer(String kind) {
    ModelOptions options = Models.options(kind);
    ComputationGraph graph = TrainingGraph.build(options, Models.ODD, new NoOp(), 7);
    ModelPackage packed = ModelPackage.of(options, Models.ODD, Optional.empty(), graph, Map.of());
    try (InferenceModel model = packed.inferenceModel(DataType.DOUBLE)) {
      INDArray x = model.input(IMAGES);
      NetworkLayers layers = model.layers();
      Map<String, double[]> at = layers.forward(Targets.RECONSTRUCTION_ERROR, x);
      Map<AffineLayer, Integer> seen = new HashMap<>();

      layers.back(
          new BackwardRule() {
            @Override
            public double[] affine(AffineLayer layer, double[] passed) {
              seen.merge(layer, 1, Integer::sum);
              assertAddsUp(layer, passed);
              return layer.transposed(passed);
            }
          },
          layers.head(Targets.RECONSTRUCTION_ERROR, x, Optional.empty(), at).byPlaces());

      assertThat(seen).hasSizeGreaterThanOrEqualTo(4);
      assertThat(seen.values()).containsOnly(1);
    }
  }

  private static void assertAddsUp(AffineLayer layer, double[] passed) {
    double[] forth = layer.bias();
    double[] back = new double[layer.input().length];
    for (AffineLayer.Sign sign : AffineLayer.Sign.values()) {
      add(layer.times(sign, layer.input()), forth);
      add(layer.transposed(sign, passed), back);
    }
    assertThat(forth).containsExactly(layer.output(), within(1e-11));
    assertThat(back).containsExactly(layer.transposed(passed), within(1e-11));
  }

  private static void add(double[] some, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += some[i];
    }
  }
}
