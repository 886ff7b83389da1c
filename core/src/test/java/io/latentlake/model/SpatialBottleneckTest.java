package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class SpatialBottleneckTest {
  private static final ImageShape SHAPE = new ImageShape(1, 16, 12);
  private static final int AREA = 4 * 3;

  @ParameterizedTest
  @ValueSource(strings = {"conv-vae", "rae network=residual"})
  void theLatentIsAMapOfTheLastStagesSizeGivenAsARow(String kind) {
    Architecture network = spatial(kind, 2 * AREA).architecture(SHAPE);
    assertThat(network.latentShape()).isEqualTo(new Shape(2, 4, 3));
    assertThat(network.at(Architecture.MEAN).shape()).isEqualTo(Shape.row(2 * AREA));
    assertThat(network.node("mean-map").parameters()).isEqualTo(2 * (5 + 1));
    assertThat(network.node("decoder-0-convolution").parameters())
        .isEqualTo(5 * 2 + (kind.startsWith("rae") ? 5 : 0));
    assertThat(network.nodes()).noneMatch(node -> node.name().endsWith("dense"));
    assertThat(Models.options("conv-ae").architecture(SHAPE).latentShape()).isEqualTo(Shape.row(3));
  }

  @Test
  void aUnitSeesThePartOfTheImageThatItsPlaceInTheRowStandsFor() {
    ModelOptions options = spatial("conv-ae", 2 * AREA);
    ModelPackage model = packed(options);
    try (InferenceModel inference = model.inferenceModel()) {
      assertThat(inference.mapShape()).hasValue(new int[] {2, 4, 3});
      byte[][] images = Models.images(1, SHAPE, 3);
      float[] before = OffHeap.rows(inference.encode(inference.input(images)).mean())[0];
      // the last row's pixels in the last columns
      int last = SHAPE.values() - 1;
      images[0][last] = (byte) (255 - images[0][last]);
      float[] after = OffHeap.rows(inference.encode(inference.input(images)).mean())[0];
      for (int channel = 0; channel < 2; channel++) {
        for (int place = 0; place < AREA; place++) {
          int unit = channel * AREA + place;
          boolean near = place / 3 >= 3 && place % 3 >= 2;
          assertThat(after[unit] != before[unit])
              .as("channel %d place %d", channel, place)
              .isEqualTo(near);
        }
      }
      INDArray decoded = inference.decode(inference.encode(inference.input(images)).mean());
      assertThat(OffHeap.read(decoded))
          .isEqualTo(OffHeap.read(inference.reconstructions(inference.input(images)).decoded()));
    }
  }

  @Test
  void theVectorsOfACodebookAreTheChannelsAtEachPlace() {
    ModelOptions options = spatial("vq-vae vq-vae.code-size=2", 2 * AREA);
    ModelPackage model = packed(options);
    double[] statistics =
        OffHeap.read(
            model.trainingGraph().getLayer(Architecture.MEAN).getParam(CodeStatistics.KEY));
    try (InferenceModel inference = model.inferenceModel()) {
      Posterior codes = inference.encode(inference.input(Models.images(3, SHAPE, 3)));
      int[][] indices = inference.codeIndices(codes).orElseThrow();
      float[][] embeddings = OffHeap.rows(codes.mean());
      for (int image = 0; image < 3; image++) {
        assertThat(indices[image]).hasSize(AREA);
        for (int place = 0; place < AREA; place++) {
          int row = 3 * indices[image][place];
          for (int channel = 0; channel < 2; channel++) {
            assertThat((double) embeddings[image][channel * AREA + place])
                .isCloseTo(statistics[row + channel] / statistics[row + 2], within(1e-6));
          }
        }
      }
      assertThat(Arrays.stream(indices).flatMapToInt(Arrays::stream).distinct().count())
          .isGreaterThan(2);
    }
    assertThatThrownBy(() -> spatial("vq-vae", 2 * AREA).architecture(SHAPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model.latent is 24 and model.vq-vae.code-size is 4; a map of 4x3 with a vector at each"
                + " place has 48 units; change one of them");
  }

  @Test
  void thePackageSaysWhatShapeTheEmbeddingHas() {
    ModelOptions options = spatial("conv-ae", AREA);
    PackageContents contents =
        new PackageContents(
            options,
            SHAPE,
            new float[0],
            Optional.empty(),
            new TreeMap<>(),
            Optional.empty(),
            new TreeMap<>(),
            Optional.empty());
    assertThat(new String(PackageDescription.write(contents), StandardCharsets.UTF_8))
        .contains("embedding:\n  channels: 1\n  height: 4\n  width: 3\n");
  }

  @Test
  void unitsThatMakeNoMapAreRefused() {
    assertThatThrownBy(() -> spatial("conv-vae", 16).architecture(SHAPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model.latent is 16; with model.bottleneck: spatial, the latent of these images is a"
                + " map of 4x3, so its units must be a multiple of 12 (or change model.channels)");
  }

  @ParameterizedTest
  @CsvSource({"dense-vae", "restoring-ae", "beta-tc-vae network=dense"})
  void aMapIsRefusedWhereThereAreNoConvolutionsToMakeIt(String kind) {
    assertThatThrownBy(() -> spatial(kind, 12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model.bottleneck is spatial; allowed: flat");
  }

  @Test
  void imagesOfSeveralLabelsMayHaveAMap() {
    assertThat(spatial("auto", 12).candidates())
        .extracting(ModelOptions::kind)
        .containsExactly("conv-vae");
  }

  private static ModelPackage packed(ModelOptions options) {
    return ModelPackage.of(
        options,
        SHAPE,
        Models.meanImage(options, SHAPE),
        Models.trained(options, SHAPE, 10),
        Map.of("seed", "7"));
  }

  private static ModelOptions spatial(String kind, int latent) {
    return Models.options(kind, "bottleneck=spatial", "latent=" + latent);
  }
}
