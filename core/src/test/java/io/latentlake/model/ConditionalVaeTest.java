package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation;
import io.latentlake.architecture.Shape;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class ConditionalVaeTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final int LABELS = 3;

  /** The label says which quarter is bright, and nothing else does as well as to be told. */
  @ParameterizedTest
  @ValueSource(strings = {"dense", "convolutional"})
  void drawsAreOfTheLabelAndTheLatentNeedNotSayIt(String network) {
    ModelOptions told = options("network=" + network);
    int images = 24;
    byte[][] pixels = quarters(images);
    String[] labels = Models.labels(told, images);
    TrainingArrays arrays = new TrainingArrays(told, SHAPE, Optional.empty());
    ComputationGraph graph = TrainingGraph.build(told, SHAPE, new Adam(0.01), 7);
    String[] ids = IntStream.range(0, images).mapToObj(i -> "i" + i).toArray(String[]::new);
    KeyedNoise noise = new KeyedNoise(KeyedNoise.Purpose.TRAINING, 1);
    for (int step = 0; step < 400; step++) {
      float[] normals = noise.minibatch(ids, step, arrays.noiseSize());
      graph.fit(arrays.minibatch(pixels, labels, normals, SplittableRandom::new, arrays.weights()));
    }
    ModelPackage model = ModelPackage.of(told, SHAPE, Optional.empty(), graph, Map.of("seed", "7"));
    try (InferenceModel inference = model.inferenceModel()) {
      for (int label = 0; label < LABELS; label++) {
        inference.givenAll(told.labels().get(label));
        for (int draw = 0; draw < 4; draw++) {
          INDArray latent =
              Nd4j.create(new float[][] {noise.normal("draw", draw, inference.latentSize())});
          assertThat(brightest(inference.storedPixels(inference.decode(latent))[0]))
              .isEqualTo(label);
        }
      }
      inference.given(labels);
      double kl =
          Arrays.stream(inference.encode(inference.input(pixels)).klNats()).average().orElseThrow();
      // which of three quarters it is would take ln 3 = 1.1 nats
      assertThat(kl).isLessThan(0.4);
    }
  }

  @Test
  void eachImageIsSeenUnderItsOwnLabel() {
    ModelOptions options = options();
    byte[][] images = Models.images(2, SHAPE, 3);
    try (InferenceModel model = Models.packed(options, SHAPE).inferenceModel()) {
      INDArray x = model.input(new byte[][] {images[0], images[0], images[1]});
      model.given(new String[] {"a", "b", "b"});
      float[][] means = OffHeap.rows(model.encode(x).mean());
      double[] errors = model.reconstructions(x).reconstructionError();
      assertThat(means[0]).isNotEqualTo(means[1]);
      assertThat(errors[0]).isNotEqualTo(errors[1]);
      model.givenAll("b");
      float[][] allB = OffHeap.rows(model.encode(x).mean());
      assertThat(allB[0]).isEqualTo(allB[1]).containsExactly(means[1], within(1e-6f));
      assertThat(allB[2]).containsExactly(means[2], within(1e-6f));
      model.givenAll("a");
      assertThat(model.reconstructions(x).reconstructionError()[0])
          .isCloseTo(errors[0], within(1e-4));
    }
  }

  @Test
  void labelsThatAreUnknownOrTooFewAreRefused() {
    ModelOptions options = options();
    try (InferenceModel model = Models.packed(options, SHAPE).inferenceModel()) {
      INDArray x = model.input(Models.images(2, SHAPE, 3));
      assertThatThrownBy(() -> model.encode(x))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("model m is told the labels of 0 images, but is shown 2");
      assertThatThrownBy(() -> model.given(new String[] {"a", "d"}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "an image has label d, but model m is conditioned on labels and knows a, b, c");
      assertThatThrownBy(() -> model.given(new String[] {null, "a"}))
          .hasMessageContaining("an image has no label, but model m");
    }
    assertThatThrownBy(() -> Models.options("conditional-vae conditional-vae.labels=[a]"))
        .hasMessageContaining("labels has 1 entries; allowed are 2 to 1000");
    assertThatThrownBy(() -> Models.options("conditional-vae conditional-vae.labels=[a,b,a]"))
        .hasMessageContaining("each may stand there once");
    assertThatThrownBy(() -> Models.options("conditional-vae").architecture(SHAPE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not known yet");
  }

  @Test
  void rowsAreJoinedOnlyIfThereAreAsManyForAnImage() {
    Architecture.Builder network =
        Architecture.of(new Shape(1, 2, 2))
            .input(Architecture.NOISE, Shape.row(6))
            .input(Architecture.CONDITION, Shape.row(2))
            .add("mean", dense(2), Architecture.IMAGE)
            .place(Architecture.MEAN)
            .add("log-variance", dense(2), Architecture.IMAGE)
            .place(Architecture.LOG_VARIANCE)
            .add("latent", new Operation.Sample(3), "mean", "log-variance", Architecture.NOISE)
            .place(Architecture.LATENT)
            .add("told", new Operation.Join(), "latent", Architecture.CONDITION)
            .add("decoded-row", dense(4))
            .add("decoded", new Operation.Reshape(new Shape(1, 2, 2)))
            .place(Architecture.DECODED);
    assertThatThrownBy(network::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node 'told' joins [latent, condition], which have [3, 1] rows");
  }

  private static Operation.Dense dense(int units) {
    return new Operation.Dense(units, true, InitialWeights.UNIFORM);
  }

  private static ModelOptions options(String... more) {
    return Models.options("conditional-vae conditional-vae.labels=[a,b,c]", more);
  }

  /** Images of which a quarter is bright, in turn. */
  private static byte[][] quarters(int images) {
    byte[][] pixels = new byte[images][SHAPE.values()];
    for (int image = 0; image < images; image++) {
      SplittableRandom random = new SplittableRandom(image);
      for (int i = 0; i < SHAPE.values(); i++) {
        pixels[image][i] =
            (byte) (quarter(i) == image % LABELS ? 220 + random.nextInt(30) : random.nextInt(30));
      }
    }
    return pixels;
  }

  private static int quarter(int pixel) {
    return (pixel / SHAPE.width() < 4 ? 0 : 2) + (pixel % SHAPE.width() < 4 ? 0 : 1);
  }

  private static int brightest(byte[] pixels) {
    int[] sums = new int[4];
    for (int i = 0; i < pixels.length; i++) {
      sums[quarter(i)] += pixels[i] & 0xff;
    }
    return IntStream.range(0, 4).reduce((a, b) -> sums[b] > sums[a] ? b : a).getAsInt();
  }
}
