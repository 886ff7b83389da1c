package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.term.JacobianNorm;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;

class ContractiveAutoencoderTest {
  private static final ImageShape SHAPE = new ImageShape(1, 6, 5);
  private static final int PIXELS = SHAPE.values();
  private static final byte[][] IMAGES = Models.images(3, SHAPE, 8);

  @ParameterizedTest
  @ValueSource(strings = {"dense", "convolutional"})
  void theTermAveragedOverAllPixelsDirectionsIsTheJacobiansNorm(String network) {
    try (InferenceModel model = inference(options("network=" + network), 20)) {
      double[] found = new double[IMAGES.length];
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        // √pixels along each has the unit covariance of standard normal draws; a share of it stays
        // clear of the rectifiers' kinks
        double share = 1e-2;
        double[] direction = new double[PIXELS];
        direction[pixel] = share * Math.sqrt(PIXELS);
        double[] terms = norms(model, direction);
        for (int image = 0; image < found.length; image++) {
          found[image] += terms[image] / (share * share * PIXELS);
        }
      }
      for (int image = 0; image < found.length; image++) {
        double norm = squares(jacobian(model, IMAGES[image]));
        assertThat(found[image]).isCloseTo(norm, within(1e-4 * norm));
      }
    }
  }

  @Test
  void trainingSeesTheSameTermAlongItsOwnNoise() {
    ModelOptions options = options("network=dense");
    TrainingArrays arrays = new TrainingArrays(options, SHAPE, Models.meanImage(options, SHAPE));
    assertThat(arrays.noiseSize()).isEqualTo(PIXELS);
    float[] noise = new float[IMAGES.length * PIXELS];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    MultiDataSet minibatch =
        arrays.minibatch(IMAGES, noise, SplittableRandom::new, arrays.weights());
    ComputationGraph graph = Models.trained(options, SHAPE, 20);
    graph.score(minibatch, true);
    LossTerms.Sum term = LossTerms.of(graph).sums().get(1);
    assertThat(term.name()).isEqualTo("jacobian_norm");
    double expected = 0;
    try (InferenceModel model = inference(options, 20)) {
      for (int image = 0; image < IMAGES.length; image++) {
        double[][] jacobian = jacobian(model, IMAGES[image]);
        for (double[] byPixels : jacobian) {
          double slope = 0;
          for (int pixel = 0; pixel < PIXELS; pixel++) {
            slope += byPixels[pixel] * noise[image * PIXELS + pixel];
          }
          expected += slope * slope;
        }
      }
    }
    // floats round the difference of two codes
    assertThat(term.sum()).isCloseTo(expected, within(1e-3 * expected));
  }

  @Test
  void anEncoderOfOneLayerPaysForItsJacobianExactly() {
    ModelOptions dear = options("network=dense", "hidden=[]", "contractive-ae.weight=0.3");
    ModelOptions free = options("network=dense", "hidden=[]", "contractive-ae.weight=0");
    assertThat(dear.lossTerms())
        .extracting(term -> term.term().name())
        .doesNotContain(new JacobianNorm().name());
    MultiDataSet minibatch = Models.minibatch(dear, SHAPE, IMAGES);
    double added = fresh(dear).score(minibatch, true) - fresh(free).score(minibatch, true);
    try (InferenceModel model = inference(dear, 0)) {
      double norm = squares(jacobian(model, IMAGES[0]));
      assertThat(added).isCloseTo(0.3 * norm, within(1e-4 * norm));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"network=dense", "network=convolutional", "network=dense hidden=[]"})
  void trainingContractsTheEncoder(String keys) {
    double[] norms = new double[2];
    for (int weight = 0; weight < 2; weight++) {
      ModelOptions options =
          Models.options("contractive-ae " + keys, "contractive-ae.weight=" + weight);
      try (InferenceModel model = inference(options, 60)) {
        norms[weight] = squares(jacobian(model, IMAGES[0]));
      }
    }
    assertThat(norms[1]).isLessThan(0.7 * norms[0]);
  }

  private static ModelOptions options(String... keys) {
    return Models.options("contractive-ae", keys);
  }

  private static ComputationGraph fresh(ModelOptions options) {
    return TrainingGraph.build(options, SHAPE, new Sgd(1), 7);
  }

  private static InferenceModel inference(ModelOptions options, int steps) {
    ComputationGraph graph = Models.trained(options, SHAPE, steps);
    ModelPackage model =
        ModelPackage.of(
            options,
            SHAPE,
            Models.meanImage(options, SHAPE),
            graph,
            Map.of("seed", "7", "data", "squares"));
    return InferenceModel.of(model, DataType.DOUBLE);
  }

  /** The term of each image, estimated along one direction. */
  private static double[] norms(InferenceModel model, double[] direction) {
    return model.lossTerms(IMAGES, image -> playing(direction)).get(new JacobianNorm());
  }

  private static RandomGenerator playing(double[] values) {
    return new RandomGenerator() {
      private int next;

      @Override
      public long nextLong() {
        throw new UnsupportedOperationException("only normal draws are known");
      }

      @Override
      public double nextGaussian() {
        return values[next++];
      }
    };
  }

  /** The code's derivatives by the pixels, by central differences. */
  private static double[][] jacobian(InferenceModel model, byte[] image) {
    double step = 1e-4;
    double[] x = OffHeap.read(model.input(new byte[][] {image}));
    double[][] jacobian = new double[model.latentSize()][x.length];
    for (int pixel = 0; pixel < x.length; pixel++) {
      double[] above = code(model, x, pixel, step);
      double[] below = code(model, x, pixel, -step);
      for (int unit = 0; unit < above.length; unit++) {
        jacobian[unit][pixel] = (above[unit] - below[unit]) / (2 * step);
      }
    }
    return jacobian;
  }

  private static double[] code(InferenceModel model, double[] x, int pixel, double step) {
    double[] moved = x.clone();
    moved[pixel] += step;
    INDArray image =
        OffHeap.create(DataType.DOUBLE, 1, SHAPE.channels(), SHAPE.height(), SHAPE.width());
    OffHeap.write(moved, image);
    try (Posterior code = model.encode(image)) {
      return OffHeap.read(code.mean());
    }
  }

  private static double squares(double[][] matrix) {
    return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).map(v -> v * v).sum();
  }
}
