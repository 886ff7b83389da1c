package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.architecture.Architecture;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.target.Targets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class TermTargetTest {
  private static final ImageShape SHAPE = new ImageShape(1, 6, 5);

  private static final Map<ModelOptions, ModelPackage> MODELS = new HashMap<>();

  /** Draws nothing but means, which leaves an image as it is after Gaussian noise. */
  private static final RandomGenerator NOTHING =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public double nextGaussian() {
          return 0;
        }
      };

  /** With every kind of latent and penalty. */
  static List<String> kinds() {
    return Stream.concat(
            // a capacity that some images reach, and others do not
            Models.KINDS.stream().map(kind -> kind.replace("capacity=4", "capacity=0.5")),
            Stream.of(
                "denoising-ae network=dense",
                "rae",
                "sparse-ae",
                "sparse-ae sparse-ae.penalty=kl",
                "vq-vae vq-vae.codes=4 latent=6",
                "vq-vae vq-vae.codes=4 bottleneck=spatial latent=16",
                "iw-vae bottleneck=spatial latent=8"))
        .toList();
  }

  /** The terms of a model that one image decides. */
  static Stream<LossTerm> explained(ModelOptions options) {
    return terms(options).filter(term -> term.scope() == LossTerm.Scope.IMAGE);
  }

  private static Stream<LossTerm> terms(ModelOptions options) {
    return options.lossTerms().stream().map(WeightedTerm::term);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isWhatHistoryReportsWhereNothingIsDrawn(String kind) {
    ModelOptions options = Models.options(kind);
    byte[][] images = Models.images(3, SHAPE, 5);
    try (InferenceModel model = model(options)) {
      model.given(Models.labels(options, images.length));
      INDArray x = model.input(images);
      Map<LossTerm, double[]> reported = model.lossTerms(images, image -> NOTHING);
      for (LossTerm term : explained(options).toList()) {
        // defects are drawn in every image
        double[] expected =
            model.findsDefects()
                ? model.reconstructionError(x, model.reconstructions(x).decoded())
                : reported.get(term);
        assertThat(model.values(Targets.parse("term_" + term.name()), x))
            .as(term.name())
            .containsExactly(expected, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aTermSaysWhetherOtherImagesDecideIt(String kind) {
    ModelOptions options = Models.options(kind);
    byte[][] images = Models.images(9, SHAPE, 5);
    String[] labels = Models.labels(options, images.length);
    try (InferenceModel model = model(options)) {
      model.given(labels);
      Map<LossTerm, double[]> together = model.lossTerms(images, SplittableRandom::new);
      for (LossTerm term : terms(options).toList()) {
        double[] alone =
            IntStream.range(0, images.length)
                .mapToDouble(
                    image -> {
                      model.given(new String[] {labels[image]});
                      byte[][] one = {images[image]};
                      return model.lossTerms(one, i -> new SplittableRandom(image)).get(term)[0];
                    })
                .toArray();
        boolean same = furthest(alone, together.get(term)) < 1e-6;
        assertThat(same).as(term.name()).isEqualTo(term.scope() != LossTerm.Scope.MINIBATCH);
      }
    }
  }

  private static double furthest(double[] one, double[] other) {
    return IntStream.range(0, one.length)
        .mapToDouble(i -> Math.abs(one[i] - other[i]))
        .max()
        .orElseThrow();
  }

  @Test
  void followsTheClosedForms() {
    byte[][] images = Models.images(2, SHAPE, 5);
    for (String kind : List.of("sparse-ae", "rae", "iw-vae", "vq-vae vq-vae.codes=4 latent=6")) {
      ModelOptions options = Models.options(kind);
      try (InferenceModel model = model(options)) {
        INDArray x = model.input(images);
        double[] code = OffHeap.read(model.encode(x).mean());
        switch (options.kind()) {
          case "sparse-ae" ->
              assertIs(model, x, "absolute_code", sums(Arrays.stream(code).map(Math::abs)));
          case "rae" ->
              assertIs(model, x, "squared_code", sums(Arrays.stream(code).map(z -> z * z / 2)));
          case "vq-vae" -> {
            double[] encoded = at(model, x, Architecture.ENCODED);
            assertIs(
                model,
                x,
                "commitment",
                sums(
                    IntStream.range(0, code.length)
                        .mapToDouble(i -> Math.pow(encoded[i] - code[i], 2))));
          }
          default -> {
            // −ln(p(x|μ)·p(μ)/q(μ|x)), whose two powers of 2π cancel
            double[] logVariance = at(model, x, Architecture.LOG_VARIANCE);
            double[] bound =
                sums(
                    IntStream.range(0, code.length)
                        .mapToDouble(i -> (code[i] * code[i] - logVariance[i]) / 2));
            double[] nats = model.reconstructionError(x, model.decode(model.encode(x).mean()));
            assertIs(model, x, "negative_iw_bound", bound[0] + nats[0], bound[1] + nats[1]);
          }
        }
      }
    }
  }

  private static double[] at(InferenceModel model, INDArray x, String place) {
    return OffHeap.read(model.network().at(x, List.of(place)).get(place));
  }

  /** Of two images. */
  private static double[] sums(DoubleStream values) {
    double[] all = values.toArray();
    return new double[] {
      Arrays.stream(all, 0, all.length / 2).sum(),
      Arrays.stream(all, all.length / 2, all.length).sum()
    };
  }

  private static void assertIs(InferenceModel model, INDArray x, String term, double... expected) {
    assertThat(model.values(Targets.parse("term_" + term), x))
        .as(term)
        .containsExactly(expected, within(1e-9));
  }

  private static InferenceModel model(ModelOptions options) {
    return MODELS
        .computeIfAbsent(options, made -> Models.packed(made, SHAPE))
        .inferenceModel(DataType.DOUBLE);
  }
}
