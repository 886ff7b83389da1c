package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.target.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class InferenceModelTest {

  static List<Arguments> everyModel() {
    List<Arguments> models = new ArrayList<>();
    for (String kind : Models.KINDS) {
      for (String loss : List.of("bce", "squared-error")) {
        models.add(Arguments.of(Models.options(kind, 3, loss), new ImageShape(3, 30, 27)));
        models.add(Arguments.of(Models.options(kind, 4, loss), new ImageShape(1, 8, 12)));
        models.add(Arguments.of(Models.centred(kind, loss), new ImageShape(1, 7, 9)));
      }
    }
    for (String loss : List.of("l1", "gaussian", "gaussian-learned", "ssim")) {
      models.add(Arguments.of(Models.centred("conv-ae", loss), new ImageShape(3, 7, 9)));
    }
    for (String kind :
        List.of("denoising-ae", "sparse-ae sparse-ae.penalty=kl", "rae", "contractive-ae")) {
      models.add(Arguments.of(Models.options(kind), new ImageShape(3, 7, 9)));
      models.add(Arguments.of(Models.options(kind + " network=residual"), Models.ODD));
    }
    for (String kind :
        List.of(
            "conv-vae",
            "sparse-ae network=residual",
            "contractive-ae",
            "vq-vae vq-vae.code-size=2")) {
      models.add(Arguments.of(Models.options(kind + " bottleneck=spatial latent=12"), Models.ODD));
    }
    return models;
  }

  @ParameterizedTest
  @MethodSource("everyModel")
  void equalsTheTrainingGraphsInferenceOutput(ModelOptions options, ImageShape shape) {
    ModelPackage model = Models.packed(options, shape);
    byte[][] images = Models.images(5, shape, 9);
    MultiDataSet minibatch = Models.minibatch(options, shape, images);
    boolean noisy = minibatch.getFeatures().length > 1;
    if (noisy) {
      minibatch.getFeatures(1).assign(0);
    }
    ComputationGraph graph = model.trainingGraph();
    double[] output = OffHeap.read(graph.output(minibatch.getFeatures())[0]);
    // without noise, all draws of an image are the same
    int size = shape.values();
    int draws = options.architecture(shape).draws();
    double[] expected = new double[images.length * size];
    Arrays.setAll(expected, i -> output[i / size * draws * size + i % size]);
    if (options.reconstructionLoss().name().equals("bce")) {
      Arrays.setAll(expected, i -> 1 / (1 + Math.exp(-expected[i])));
    }
    if (options.centred() && options.reconstructionLoss().comparesDifferences()) {
      float[] mean = model.meanImage().orElseThrow();
      for (int i = 0; i < expected.length; i++) {
        expected[i] += mean[i % mean.length];
      }
    }
    try (InferenceModel inference = model.inferenceModel()) {
      inference.given(Models.labels(options, images.length));
      INDArray x = inference.corruptedInput(images, SplittableRandom::new);
      assertThat(OffHeap.read(inference.reconstruct(x))).containsExactly(expected, within(1e-4));
      Posterior posterior = inference.encode(x);
      if (noisy) {
        // a VAE's terms are those of a sample, others' those of the latent of a neighbour
        INDArray noise = minibatch.getFeatures(1);
        OffHeap.write(noise(images.length, (int) noise.size(1)), noise);
      }
      graph.score(minibatch, false);
      LossTerms terms = LossTerms.of(graph);
      List<double[]> found =
          List.copyOf(inference.lossTerms(images, SplittableRandom::new).values());
      assertThat(found).hasSameSizeAs(terms.sums());
      // floats round the small difference to a neighbour's code
      double tolerance = noisy && !options.variational() ? 1e-3 : 1e-4;
      for (int i = 0; i < found.size(); i++) {
        double sum = terms.sums().get(i).sum();
        assertThat(Arrays.stream(found.get(i)).sum())
            .isCloseTo(sum, within(tolerance * (1 + Math.abs(sum))));
      }
      INDArray before = inference.input(images);
      Reconstructions made = inference.reconstructions(x);
      if (!options.variational()) {
        assertThat(found.get(0))
            .containsExactly(inference.reconstructionError(before, made.decoded()), within(1e-9));
      }
      if (inference.decodesLatents()) {
        assertThat(inference.decode(posterior.mean())).isEqualTo(made.decoded());
      }
      if (options.variational()) {
        assertThat(found.get(1)).containsExactly(posterior.klNats(), within(1e-9));
      }
    }
  }

  private static double[] noise(int images, int values) {
    return IntStream.range(0, images)
        .mapToObj(SplittableRandom::new)
        .flatMapToDouble(random -> DoubleStream.generate(random::nextGaussian).limit(values))
        .toArray();
  }

  static List<Arguments> everyTarget() {
    List<Arguments> cases = new ArrayList<>();
    for (String kind : Models.KINDS) {
      for (String loss : List.of("bce", "squared-error")) {
        List<String> targets =
            switch (kind) {
              case "conv-vae" ->
                  List.of(
                      "reconstruction_error", "kl", "negative_elbo", "squared_norm", "latent_2");
              case "restoring-ae" ->
                  List.of("reconstruction_error", "defect_pixels", "squared_norm", "latent_0");
              case "conv-ae" ->
                  List.of(
                      "reconstruction_error_channel_0",
                      "reconstruction_error_region_1_1_3_2",
                      "label_free",
                      "label_free_cosine");
              default -> List.of("reconstruction_error", "squared_norm", "latent_0");
            };
        for (String target : targets) {
          cases.add(Arguments.of(Models.options(kind, 3, loss), Targets.parse(target)));
        }
        cases.add(Arguments.of(Models.centred(kind, loss), Targets.RECONSTRUCTION_ERROR));
      }
    }
    cases.add(Arguments.of(Models.options("rae"), Targets.RECONSTRUCTION_ERROR));
    for (String kind : TermTargetTest.kinds()) {
      TermTargetTest.explained(Models.options(kind))
          .filter(term -> !term.name().equals(Reconstruction.NAME))
          .map(term -> Targets.parse("term_" + term.name()))
          .forEach(target -> cases.add(Arguments.of(Models.options(kind), target)));
    }
    ModelOptions spatial = Models.options("conv-vae bottleneck=spatial latent=8");
    cases.add(Arguments.of(spatial, Targets.parse("negative_elbo")));
    cases.add(Arguments.of(spatial, Targets.latent(6)));
    for (String loss : LossTest.losses()) {
      cases.add(Arguments.of(Models.centred("conv-ae", loss), Targets.RECONSTRUCTION_ERROR));
      if (Loss.named(loss).isLikelihood()) {
        cases.add(
            Arguments.of(Models.options("conv-vae", 3, loss), Targets.parse("negative_elbo")));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("everyTarget")
  void gradientsEqualFiniteDifferences(ModelOptions options, Target target) {
    ImageShape shape = new ImageShape(1, 6, 5);
    byte[][] images = Models.images(2, shape, 11);
    try (InferenceModel model = Models.packed(options, shape).inferenceModel(DataType.DOUBLE)) {
      model.given(Models.labels(options, images.length));
      INDArray x = model.input(images).addi(0.05).muli(0.9);
      // those of the images themselves, which stay what they are while pixels change
      Optional<double[][]> codes = Optional.of(codes(model.encode(x).mean()));
      TargetGradient result = model.gradient(target, x, codes);
      assertThat(result.values()).containsExactly(model.values(target, x, codes), within(1e-12));
      double[] gradient = OffHeap.read(result.inputGradient());
      double step = 1e-6;
      double[] pixels = OffHeap.read(x);
      double scale = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < pixels.length; i += 3) {
        double[] moved = pixels.clone();
        moved[i] = pixels[i] + step;
        double above = value(model, target, codes, moved, x.shape(), i / shape.values());
        moved[i] = pixels[i] - step;
        double below = value(model, target, codes, moved, x.shape(), i / shape.values());
        assertThat(gradient[i])
            .as(target.name() + " pixel " + i)
            .isCloseTo((above - below) / (2 * step), within(1e-5 * Math.max(1, scale)));
      }
    }
  }

  private static double[][] codes(INDArray means) {
    double[] values = OffHeap.read(means);
    int units = (int) means.size(1);
    return IntStream.range(0, (int) means.size(0))
        .mapToObj(image -> Arrays.copyOfRange(values, image * units, (image + 1) * units))
        .toArray(double[][]::new);
  }

  private static double value(
      InferenceModel model,
      Target target,
      Optional<double[][]> codes,
      double[] pixels,
      long[] shape,
      int image) {
    INDArray x = OffHeap.create(DataType.DOUBLE, shape);
    OffHeap.write(pixels, x);
    return model.values(target, x, codes)[image];
  }

  @Test
  void anImagesNumbersDoNotDependOnItsMinibatch() {
    ModelOptions options = Models.options("conv-vae");
    byte[][] images = Models.images(7, Models.ODD, 3);
    try (InferenceModel model = Models.packed(options, Models.ODD).inferenceModel()) {
      INDArray all = model.input(images);
      double[] together = model.values(Targets.parse("negative_elbo"), all);
      double[] gradients =
          OffHeap.read(model.gradient(Targets.parse("negative_elbo"), all).inputGradient());
      for (int i = 0; i < images.length; i++) {
        INDArray one = model.input(new byte[][] {images[i]});
        assertThat(model.values(Targets.parse("negative_elbo"), one)[0])
            .isCloseTo(together[i], within(1e-5 * together[i]));
        double[] alone =
            OffHeap.read(model.gradient(Targets.parse("negative_elbo"), one).inputGradient());
        int from = i * alone.length;
        assertThat(alone)
            .containsExactly(
                Arrays.copyOfRange(gradients, from, from + alone.length), within(1e-3));
      }
    }
  }

  @Test
  void squaredErrorIsThatOfPixelsWhateverTheLoss() {
    ModelOptions options = Models.options("conv-ae", 3, "bce");
    try (InferenceModel model = Models.packed(options, Models.ODD).inferenceModel()) {
      INDArray x = model.input(Models.images(4, Models.ODD, 3));
      INDArray decoded = model.decode(model.encode(x).mean());
      INDArray difference = model.reconstruct(x).sub(x);
      double[] expected = OffHeap.read(difference.muli(difference).sum(1, 2, 3));
      assertThat(model.comparison().squaredErrorSums(x, decoded))
          .containsExactly(expected, within(1e-3));
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "1,0,0.5", "0,1,0.35914", "-2,-1,2.18394"})
  void divergenceFollowsTheClosedForm(double mean, double logVariance, double nats) {
    INDArray one = OffHeap.create(DataType.DOUBLE, 2, 1);
    Posterior posterior = Posterior.gaussian(one.dup().assign(mean), one.dup().assign(logVariance));
    assertThat(posterior.klNats()).containsExactly(new double[] {nats, nats}, within(1e-5));
  }

  @Test
  void extremeLogitsGiveFiniteErrors() {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      INDArray logits = OffHeap.create(type, 2, 2);
      OffHeap.write(new double[] {900, -900, 900, -900}, logits);
      INDArray pixels = OffHeap.create(type, 2, 2);
      OffHeap.write(new double[] {1, 0, 0, 1}, pixels);
      try (Loss.Evaluator loss = Loss.named("bce").evaluator(type)) {
        assertThat(loss.perImage(logits, pixels, null))
            .containsExactly(new double[] {0, 1800}, within(1e-9));
      }
    }
  }

  @Test
  void memoryStaysFlatOverManyMinibatches() {
    ModelOptions options = Models.options("conv-vae");
    ImageShape shape = new ImageShape(3, 32, 32);
    byte[][] images = Models.images(64, shape, 3);
    byte[][] rest = Models.images(9, shape, 4);
    try (InferenceModel model = Models.packed(options, shape).inferenceModel()) {
      score(model, images, rest, 10);
      long before = Pointer.totalBytes();
      score(model, images, rest, 300);
      // a minibatch's arrays are 786,432 bytes each; not even one may be kept a round
      assertThat(Pointer.totalBytes() - before).isLessThan(20 * 786_432L);
    }
  }

  private static void score(InferenceModel model, byte[][] images, byte[][] rest, int times) {
    for (int i = 0; i < times; i++) {
      try (MemoryWorkspace scope = model.scope()) {
        INDArray x = model.input(i % 50 == 49 ? rest : images);
        model.decode(model.encode(x).mean());
        model.gradient(Targets.parse("negative_elbo"), x);
        assertThat(scope.isScopeActive()).isTrue();
      }
    }
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    try (InferenceModel model =
        Models.packed(Models.options("conv-ae"), Models.ODD).inferenceModel()) {
      assertThatThrownBy(() -> model.input(new byte[][] {new byte[12]}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("an image has 12 values; the model takes 210 (10x7x3)");
      assertThatThrownBy(() -> model.encode(OffHeap.create(DataType.FLOAT, 1, 1, 4, 4)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the model takes images of 10x7x3, but these are");
      assertThatThrownBy(() -> model.decode(OffHeap.create(DataType.FLOAT, 1, 9)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the model's latent has 3 units, but these are");
    }
  }
}
