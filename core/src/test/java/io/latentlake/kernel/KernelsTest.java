package io.latentlake.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Each kernel of the quick route against the same kernel out of ND4J's operations. */
class KernelsTest {
  private static final Kernels QUICK = OneDnnKernels.INSTANCE;
  private static final Kernels PLAIN = Nd4jKernels.INSTANCE;

  private final Random random = new Random(3);

  @Test
  void float32TakesTheQuickRouteAndFloat64TheOther() {
    assertThat(Kernels.of(DataType.FLOAT).route()).isEqualTo("onednn");
    assertThat(Kernels.of(DataType.DOUBLE).route()).isEqualTo("nd4j");
  }

  @ParameterizedTest
  @CsvSource({
    // images, in, out, height, width, kernel, stride, padding, slope, bias
    "7, 1, 32, 28, 28, 3, 2, 1, 1, false",
    "7, 32, 64, 14, 14, 3, 2, 1, 0.2, true",
    "3, 3, 32, 32, 32, 3, 2, 1, 0, true",
    "2, 3, 5, 12, 8, 4, 2, 1, 0.2, true",
    "2, 17, 20, 9, 7, 5, 3, 2, 0, false",
    "1, 4, 5, 6, 6, 2, 2, 0, 1, true",
    "5, 16, 24, 11, 13, 3, 1, 1, 0.1, false"
  })
  void convolutionsAgree(
      int images,
      int in,
      int out,
      int height,
      int width,
      int size,
      int stride,
      int padding,
      double slope,
      boolean biased) {
    Window window = Window.square(size, stride, padding);
    long rows = window.outputSize(height, 0);
    long columns = window.outputSize(width, 1);
    INDArray x = normal(QUICK, images, in, height, width);
    INDArray weights = normal(PLAIN, out, in, size, size);
    INDArray bias = biased ? normal(PLAIN, 1, out) : null;
    INDArray gradient = normal(QUICK, images, out, rows, columns);
    ConvolutionKernel expected = PLAIN.convolution(window, slope, Kernels.Weights.CHANGING);
    for (Kernels.Weights use : Kernels.Weights.values()) {
      try (ConvolutionKernel found = QUICK.convolution(window, slope, use)) {
        // again, as fixed weights are reordered once only
        for (int time = 0; time < 2; time++) {
          assertAgree(
              (route, y) -> (route == QUICK ? found : expected).forward(x, weights, bias, y),
              images,
              out,
              rows,
              columns);
          assertAgree(
              (route, y) -> (route == QUICK ? found : expected).imageGradient(gradient, weights, y),
              images,
              in,
              height,
              width);
          assertAgree(
              (route, y) -> (route == QUICK ? found : expected).weightGradient(x, gradient, y),
              out,
              in,
              size,
              size);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "7, 64, 32, 7, 7, 3, 0, true",
    "7, 32, 1, 14, 14, 3, 1, true",
    "3, 32, 3, 16, 16, 3, 1, false",
    "2, 5, 4, 3, 2, 4, 0.2, true",
    "2, 20, 17, 4, 5, 2, 0, false",
    // large images with channels last
    "2, 24, 32, 32, 40, 3, 0, true",
    "1, 32, 17, 33, 31, 4, 0.2, true",
    "3, 16, 20, 30, 32, 3, 1, true"
  })
  void transposedConvolutionsAgree(
      int images, int in, int out, int height, int width, int size, double slope, boolean biased) {
    Window window = Window.square(size, 2, (size - 1) / 2);
    INDArray x = normal(QUICK, images, in, height, width);
    INDArray weights = normal(PLAIN, in, out, size, size);
    INDArray bias = biased ? normal(PLAIN, 1, out) : null;
    INDArray gradient = normal(QUICK, images, out, 2L * height, 2L * width);
    TransposedConvolutionKernel expected =
        PLAIN.transposedConvolution(window, slope, Kernels.Weights.CHANGING);
    for (Kernels.Weights use : Kernels.Weights.values()) {
      try (TransposedConvolutionKernel found = QUICK.transposedConvolution(window, slope, use)) {
        assertAgree(
            (route, y) -> (route == QUICK ? found : expected).forward(x, weights, bias, y),
            images,
            out,
            2L * height,
            2L * width);
        assertAgree(
            (route, y) -> (route == QUICK ? found : expected).inputGradient(gradient, weights, y),
            images,
            in,
            height,
            width);
        assertAgree(
            (route, y) -> (route == QUICK ? found : expected).weightGradient(x, gradient, y),
            in,
            out,
            size,
            size);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"9, 32, 14, 14, 0.2", "9, 64, 7, 7, 0", "4, 5, 3, 6, 0", "4, 20, 5, 4, 1"})
  void normalisationsAgree(int images, int channels, int height, int width, double slope) {
    INDArray x = normal(QUICK, images, channels, height, width).addi(0.7);
    INDArray gamma = normal(PLAIN, 1, channels).addi(1);
    INDArray beta = normal(PLAIN, 1, channels);
    INDArray gradient = normal(QUICK, images, channels, height, width);
    Normalised expected = new Normalised(PLAIN, slope, x, gamma, beta, gradient);
    Normalised found = new Normalised(QUICK, slope, x, gamma, beta, gradient);
    for (int i = 0; i < expected.results.length; i++) {
      assertAlike(found.results[i], expected.results[i]);
    }
    // the closed form of what the first two are
    double[] mean = OffHeap.read(found.results[0]);
    double[] values = OffHeap.read(x);
    double sum = 0;
    int area = height * width;
    for (int image = 0; image < images; image++) {
      for (int i = 0; i < area; i++) {
        sum += values[image * channels * area + i];
      }
    }
    assertThat(mean[0]).isCloseTo(sum / (images * area), within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 64, 7, 7, 16, 1, true",
    "128, 32, 1, 1, 3136, 0, false",
    "5, 256, 1, 1, 8, 0.2, true",
    "3, 5, 4, 3, 9, 0.2, true",
    "1, 1, 28, 28, 512, 0.2, true"
  })
  void denseLayersAgree(
      int images, int channels, int height, int width, int units, double slope, boolean biased) {
    boolean rows = height * width == 1;
    long[] shape =
        rows ? new long[] {images, channels} : new long[] {images, channels, height, width};
    INDArray inQuickOrder = normal(QUICK, shape);
    long values = (long) channels * height * width;
    INDArray bias = biased ? normal(PLAIN, 1, units) : null;
    for (char order : new char[] {'c', 'f'}) {
      INDArray x = rows ? inQuickOrder.dup(order) : inQuickOrder;
      INDArray gradient = normal(PLAIN, images, units).dup(order);
      INDArray weights = normal(PLAIN, values, units).dup(order);
      DenseKernel expected = PLAIN.dense(slope, Kernels.Weights.CHANGING);
      try (DenseKernel found = QUICK.dense(slope, Kernels.Weights.FIXED)) {
        assertAgree(
            (route, y) -> (route == QUICK ? found : expected).forward(x, weights, bias, y),
            images,
            units);
        assertAgree(
            (route, y) -> (route == QUICK ? found : expected).inputGradient(gradient, weights, y),
            shape);
        INDArray byBias = biased ? Nd4j.create(1, units) : null;
        INDArray byBiasExpected = biased ? Nd4j.create(1, units) : null;
        assertAgree(
            (route, y) ->
                (route == QUICK ? found : expected)
                    .weightGradient(x, gradient, y, route == QUICK ? byBias : byBiasExpected),
            values,
            units);
        if (biased) {
          assertAlike(byBias, byBiasExpected);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2})
  void rectifiersAgree(double slope) {
    INDArray x = normal(QUICK, 3, 32, 5, 4);
    INDArray gradient = normal(QUICK, 3, 32, 5, 4);
    assertAgree((route, y) -> route.rectifier(slope).forward(x, y), x.shape());
    INDArray out = Nd4j.create(x.shape());
    PLAIN.rectifier(slope).forward(x, out);
    assertAgree((route, y) -> route.rectifier(slope).backward(out, gradient, y), x.shape());
  }

  @ParameterizedTest
  @ValueSource(ints = {784, 3, 1})
  void crossEntropiesAgree(int values) {
    INDArray logits = normal(PLAIN, 6, values).muli(20);
    INDArray pixels = Transforms.sigmoid(normal(PLAIN, 6, values));
    CrossEntropyKernel quick = QUICK.crossEntropy();
    double[] expected = PLAIN.crossEntropy().nats(logits, pixels, null);
    double[] found = quick.nats(logits, pixels, null);
    for (int i = 0; i < expected.length; i++) {
      // the two halves of a value are as large as its logit, and float32 rounds each by 6e-8 of it
      double size = logits.getRow(i).norm1Number().doubleValue();
      assertThat(found[i]).isCloseTo(expected[i], within(2e-7 * (values + size)));
    }
    assertAgree((route, y) -> route.crossEntropy().nats(logits, pixels, y), 6, values);
    assertAgree((route, y) -> route.crossEntropy().logistic(logits, y), 6, values);
  }

  @Test
  void aKernelServesMinibatchesOfManySizesOneAfterTheOther() {
    Window window = Window.square(3, 2, 1);
    INDArray weights = normal(PLAIN, 32, 16, 3, 3);
    try (ConvolutionKernel found = QUICK.convolution(window, 1, Kernels.Weights.FIXED)) {
      for (int images : new int[] {4, 9, 1, 4, 7, 2, 3, 9}) {
        INDArray x = normal(QUICK, images, 16, 6, 6);
        assertAgree(
            (route, y) ->
                (route == QUICK ? found : PLAIN.convolution(window, 1, Kernels.Weights.CHANGING))
                    .forward(x, weights, null, y),
            images,
            32,
            3,
            3);
      }
    }
  }

  /** All that a normalisation computes: mean, variance, output, three gradients. */
  private static final class Normalised {
    private final INDArray[] results;

    Normalised(
        Kernels route, double slope, INDArray x, INDArray gamma, INDArray beta, INDArray gradient) {
      try (NormalisationKernel kernel = route.normalisation(1e-5, slope)) {
        INDArray mean = Nd4j.create(gamma.shape());
        INDArray variance = Nd4j.create(gamma.shape());
        INDArray out = room(route, x.shape());
        kernel.forward(x, gamma, beta, mean, variance, out);
        INDArray byX = room(route, x.shape());
        INDArray byGamma = Nd4j.create(gamma.shape());
        INDArray byBeta = Nd4j.create(gamma.shape());
        kernel.backward(x, out, gradient, gamma, mean, variance, byX, byGamma, byBeta);
        INDArray applied = room(route, x.shape());
        kernel.apply(x, gamma, beta, mean, variance, applied);
        assertAlike(applied, out);
        results = new INDArray[] {mean, variance, out, byX, byGamma, byBeta};
      }
    }
  }

  private interface Computation {
    void run(Kernels route, INDArray out);
  }

  private static void assertAgree(Computation computation, long... shape) {
    INDArray expected = Nd4j.create(DataType.FLOAT, shape);
    computation.run(PLAIN, expected);
    for (INDArray found : new INDArray[] {Nd4j.create(DataType.FLOAT, shape), room(QUICK, shape)}) {
      computation.run(QUICK, found);
      assertAlike(found, expected);
    }
  }

  /** Equal but for the rounding of sums in another order. */
  private static void assertAlike(INDArray found, INDArray expected) {
    double[] values = OffHeap.read(expected);
    double scale = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    assertThat(scale).isPositive();
    double[] others = OffHeap.read(found);
    assertThat(others).hasSameSizeAs(values);
    double furthest = 0;
    for (int i = 0; i < values.length; i++) {
      // a NaN is further than anything
      double distance = Math.abs(others[i] - values[i]);
      furthest = distance <= furthest ? furthest : distance;
    }
    assertThat(furthest).isLessThan(2e-5 * scale);
  }

  private static INDArray room(Kernels route, long... shape) {
    return route.order(shape[1]).create(plain -> Nd4j.create(DataType.FLOAT, plain), shape);
  }

  private INDArray normal(Kernels route, long... shape) {
    INDArray array = Nd4j.create(DataType.FLOAT, shape);
    float[] values = new float[Math.toIntExact(array.length())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    OffHeap.write(values, array);
    return room(route, shape).assign(array);
  }
}
