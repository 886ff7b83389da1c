package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What holds for every reconstruction loss. */
class LossTest {
  private static final ImageShape SHAPE = new ImageShape(3, 6, 5);
  private static final int IMAGES = 2;
  private static final double STEP = 1e-6;

  static List<String> losses() {
    return new Loss.Names()
        .values().stream()
            .filter(name -> !name.equals(Loss.Names.AUTO))
            .filter(LossTest::takesSmallImages)
            .toList();
  }

  private static boolean takesSmallImages(String name) {
    try {
      Loss.named(name).requireFits(SHAPE);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static INDArray array(DataType type, double... values) {
    INDArray array =
        OffHeap.create(
            type, values.length / SHAPE.values(), SHAPE.channels(), SHAPE.height(), SHAPE.width());
    OffHeap.write(values, array);
    return array;
  }

  private static double[] outputs() {
    return new Random(3).doubles((long) IMAGES * SHAPE.values(), -0.3, 1.4).toArray();
  }

  private static double[] pixels() {
    return new Random(4).doubles((long) IMAGES * SHAPE.values(), 0.01, 0.99).toArray();
  }

  private static double sum(Loss.Evaluator loss, double[] outputs, double[] pixels) {
    DataType type = DataType.DOUBLE;
    return Arrays.stream(loss.perImage(array(type, outputs), array(type, pixels), null)).sum();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void derivativesEqualFiniteDifferences(String name) {
    double[] outputs = outputs();
    double[] pixels = pixels();
    INDArray byOutputs = array(DataType.DOUBLE, new double[outputs.length]);
    INDArray byPixels = array(DataType.DOUBLE, new double[outputs.length]);
    byPixels.assign(1);
    try (Loss.Evaluator loss = Loss.named(name).evaluator(DataType.DOUBLE)) {
      INDArray decoded = array(DataType.DOUBLE, outputs);
      INDArray images = array(DataType.DOUBLE, pixels);
      loss.perImage(decoded, images, byOutputs);
      loss.addByImages(decoded, images, byPixels);
      for (int i = 0; i < outputs.length; i++) {
        double[] more = outputs.clone();
        double[] less = outputs.clone();
        more[i] += STEP;
        less[i] -= STEP;
        double expected = (sum(loss, more, pixels) - sum(loss, less, pixels)) / (2 * STEP);
        assertThat(OffHeap.read(byOutputs)[i])
            .as("output " + i)
            .isCloseTo(expected, near(expected));
        more = pixels.clone();
        less = pixels.clone();
        more[i] += STEP;
        less[i] -= STEP;
        expected = (sum(loss, outputs, more) - sum(loss, outputs, less)) / (2 * STEP);
        // what was there before stays
        assertThat(OffHeap.read(byPixels)[i] - 1)
            .as("pixel " + i)
            .isCloseTo(expected, near(expected));
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> near(double value) {
    return within(1e-4 * Math.max(1, Math.abs(value)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void termsAddUpToTheLossAndAPerfectReconstructionLeavesNoMoreOfThem(String name) {
    INDArray decoded = array(DataType.DOUBLE, outputs());
    INDArray images = array(DataType.DOUBLE, pixels());
    try (Loss.Evaluator loss = Loss.named(name).evaluator(DataType.DOUBLE)) {
      double[] perImage = loss.perImage(decoded, images, null);
      double[] terms = loss.terms(decoded, images);
      double[] least = loss.leastTerms(decoded, images);
      double[] sums = new double[IMAGES];
      for (int i = 0; i < terms.length; i++) {
        sums[i / SHAPE.values()] += terms[i];
        assertThat(least[i]).isLessThanOrEqualTo(terms[i]);
      }
      assertThat(sums).containsExactly(perImage, within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void floatsGiveWhatDoublesGiveAndEachImageCountsAlone(String name) {
    double[] outputs = outputs();
    double[] pixels = pixels();
    try (Loss.Evaluator doubles = Loss.named(name).evaluator(DataType.DOUBLE);
        Loss.Evaluator floats = Loss.named(name).evaluator(DataType.FLOAT)) {
      INDArray gradient = array(DataType.DOUBLE, outputs);
      double[] expected =
          doubles.perImage(
              array(DataType.DOUBLE, outputs), array(DataType.DOUBLE, pixels), gradient);
      INDArray found = array(DataType.FLOAT, outputs);
      assertThat(
              floats.perImage(array(DataType.FLOAT, outputs), array(DataType.FLOAT, pixels), found))
          .containsExactly(expected, within(1e-3));
      assertThat(OffHeap.read(found)).containsExactly(OffHeap.read(gradient), within(1e-4));
      double[] first = Arrays.copyOf(outputs, SHAPE.values());
      double[] itsPixels = Arrays.copyOf(pixels, SHAPE.values());
      assertThat(sum(doubles, first, itsPixels)).isCloseTo(expected[0], within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void outputsFarFromTheImageGiveFiniteNumbers(String name) {
    double[] outputs = new double[SHAPE.values()];
    double[] pixels = new double[SHAPE.values()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = i % 2 == 0 ? 900 : -900;
      pixels[i] = i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : 0.5;
    }
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      INDArray gradient = array(type, outputs);
      try (Loss.Evaluator loss = Loss.named(name).evaluator(type)) {
        assertThat(loss.perImage(array(type, outputs), array(type, pixels), gradient)[0])
            .isFinite();
        assertThat(Arrays.stream(OffHeap.read(gradient))).allMatch(Double::isFinite);
        assertThat(Arrays.stream(OffHeap.read(loss.pixels(array(type, outputs)))))
            .allMatch(Double::isFinite);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void onlyALossThatComparesDifferencesIsTheSameWithAConstantAdded(String name) {
    double[] outputs = outputs();
    double[] pixels = pixels();
    try (Loss.Evaluator loss = Loss.named(name).evaluator(DataType.DOUBLE)) {
      double before = sum(loss, outputs, pixels);
      double after =
          sum(
              loss,
              Arrays.stream(outputs).map(value -> value + 0.25).toArray(),
              Arrays.stream(pixels).map(value -> value + 0.25).toArray());
      assertThat(Math.abs(after - before) < 1e-9).isEqualTo(Loss.named(name).comparesDifferences());
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void isAValueWithAnOwnName(String name) {
    Loss loss = Loss.named(name);
    assertThat(loss.name()).isEqualTo(name);
    assertThat(SerializationUtils.clone(loss)).isEqualTo(loss);
    assertThat(loss.inWords()).contains("pixels");
    if (loss.isInNats()) {
      assertThat(loss.normaliserNats(784)).hasValue(0);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void trainingLowersIt(String name) {
    ModelOptions options = Models.options("conv-ae", 3, name);
    double first = Models.trained(options, Models.ODD, 1).score();
    double later = Models.trained(options, Models.ODD, 40).score();
    // a density has a constant that no training lowers: most of gaussian
    assertThat(later).isLessThan(first - 0.05 * Math.abs(first));
  }

  @Test
  void aVaeNeedsALikelihood() {
    for (String name : losses()) {
      if (Loss.named(name).isLikelihood()) {
        assertThat(Models.options("conv-vae", 3, name).reconstructionLoss().name()).isEqualTo(name);
      } else {
        assertThatThrownBy(() -> Models.options("conv-vae", 3, name))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(
                "model.loss is " + name + "; allowed: a likelihood, as the ELBO of a conv-vae")
            .hasMessageContaining("auto, bce");
      }
    }
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> Options.of(ModelOptions.class, "loss=hinge"))
        .hasMessageContaining("found hinge, allowed is one of auto, bce");
    assertThatThrownBy(() -> Loss.named("hinge"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model.loss is hinge; allowed: auto, bce");
  }

  @Test
  void squaredErrorWithItsNormaliserIsALikelihoodOfGaussians() {
    double[] differences = {0.5, -1, 0.25};
    double variance = 0.5;
    double squaredErrorSum = 0;
    double logDensity = 0;
    for (double difference : differences) {
      double squared = difference * difference;
      squaredErrorSum += squared;
      logDensity -= squared / (2 * variance) + Math.log(2 * Math.PI * variance) / 2;
    }
    assertThat(squaredErrorSum + Loss.named("squared-error").normaliserNats(3).orElseThrow())
        .isCloseTo(-logDensity, within(1e-12));
  }
}
