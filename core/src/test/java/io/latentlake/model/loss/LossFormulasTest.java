package io.latentlake.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.Loss;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Each loss against its formula, written out another way. */
class LossFormulasTest {
  private static final double LEVEL = 1 / 255.0;

  private static INDArray image(int height, int width, double... values) {
    INDArray array = OffHeap.create(DataType.DOUBLE, 1, 1, height, width);
    OffHeap.write(values, array);
    return array;
  }

  private static double loss(Loss loss, double output, double pixel) {
    try (Loss.Evaluator evaluator = loss.evaluator(DataType.DOUBLE)) {
      return evaluator.perImage(image(1, 1, output), image(1, 1, pixel), null)[0];
    }
  }

  private static double pixel(Loss loss, double output) {
    try (Loss.Evaluator evaluator = loss.evaluator(DataType.DOUBLE)) {
      return OffHeap.read(evaluator.pixels(image(1, 1, output)))[0];
    }
  }

  private static double least(Loss loss, double pixel) {
    try (Loss.Evaluator evaluator = loss.evaluator(DataType.DOUBLE)) {
      return evaluator.leastTerms(image(1, 1, 0.3), image(1, 1, pixel))[0];
    }
  }

  @Test
  void absoluteErrorWithItsNormaliserIsALikelihoodOfLaplace() {
    Loss loss = new AbsoluteError();
    assertThat(loss(loss, 0.7, 0.2)).isCloseTo(0.5, within(1e-12));
    assertThat(0.5 + loss.normaliserNats(1).orElseThrow())
        .isCloseTo(-Math.log(Math.exp(-0.5) / 2), within(1e-12));
  }

  @Test
  void gaussianIsANormalDensity() {
    assertThat(loss(new UnitGaussian(), 0.7, 0.2))
        .isCloseTo(-Math.log(Math.exp(-0.125) / Math.sqrt(2 * Math.PI)), within(1e-12));
  }

  @Test
  void theLearnedVarianceIsTheOneOfHighestDensity() {
    double[] outputs = {0.1, 0.5, 0.9, 0.4};
    double[] pixels = {0.2, 0.1, 1, 0.4};
    try (Loss.Evaluator loss = new FittedGaussian().evaluator(DataType.DOUBLE)) {
      double found = loss.perImage(image(2, 2, outputs), image(2, 2, pixels), null)[0];
      double lowest = Double.POSITIVE_INFINITY;
      for (double variance = 0.001; variance < 1; variance += 0.0001) {
        double nats = 0;
        for (int i = 0; i < outputs.length; i++) {
          double difference = outputs[i] - pixels[i];
          nats += difference * difference / (2 * variance) + Math.log(2 * Math.PI * variance) / 2;
        }
        lowest = Math.min(lowest, nats);
      }
      assertThat(found).isCloseTo(lowest, within(1e-5));
      // a perfect image is no likelier than its rounding to grey levels allows
      double variance = LEVEL * LEVEL / 12;
      assertThat(loss.perImage(image(2, 2, pixels), image(2, 2, pixels), null)[0])
          .isCloseTo(2 * Math.log(2 * Math.PI * variance), within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-40, -3, -0.031, -0.029, -1e-9, 0, 1e-9, 0.029, 0.031, 3, 40})
  void continuousBernoulliIsADensityWhosePixelIsItsMean(double logit) {
    Loss loss = new ContinuousBernoulli();
    double mass = 0;
    double mean = 0;
    int steps = 20_000;
    for (int i = 0; i < steps; i++) {
      double x = (i + 0.5) / steps;
      double density = Math.exp(-loss(loss, logit, x));
      mass += density / steps;
      mean += x * density / steps;
    }
    assertThat(mass).isCloseTo(1, within(1e-5));
    assertThat(pixel(loss, logit)).isCloseTo(mean, within(1e-5));
  }

  @Test
  void continuousBernoulliHasTheNormaliserOfItsPaper() {
    for (double lambda : new double[] {0.02, 0.3, 0.49, 0.4999, 0.8}) {
      double logit = Math.log(lambda / (1 - lambda));
      // 2·artanh(1 − 2λ) is −logit
      double normaliser = -logit / (1 - 2 * lambda);
      for (double x : new double[] {0, 0.25, 1}) {
        double density = normaliser * Math.pow(lambda, x) * Math.pow(1 - lambda, 1 - x);
        assertThat(loss(new ContinuousBernoulli(), logit, x))
            .isCloseTo(-Math.log(density), within(1e-7));
      }
      assertThat(pixel(new ContinuousBernoulli(), logit))
          .isCloseTo(lambda / (2 * lambda - 1) - 1 / logit, within(1e-7));
    }
    assertThat(loss(new ContinuousBernoulli(), 0, 0.9)).isZero();
  }

  @Test
  void theLeastOfAContinuousBernoulliIsThatOfTheBestLogit() {
    Loss loss = new ContinuousBernoulli();
    for (double x : new double[] {0.1, 0.5, 0.9}) {
      double lowest = Double.POSITIVE_INFINITY;
      for (double logit = -20; logit < 20; logit += 0.001) {
        lowest = Math.min(lowest, loss(loss, logit, x));
      }
      assertThat(least(loss, x)).isCloseTo(lowest, within(1e-6));
    }
    // a black pixel's density has no upper end: half a grey level is near enough
    assertThat(least(loss, 0)).isCloseTo(-Math.log(510), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-3, -0.2, 0, 0.37, 0.5, 1, 1.4})
  void discretisedLogisticSharesOneOutAmongTheGreyLevels(double output) {
    Loss loss = new DiscretisedLogistic();
    double sum = 0;
    double expected = 0;
    for (int level = 0; level < 256; level++) {
      double probability = Math.exp(-loss(loss, output, level * LEVEL));
      sum += probability;
      double below = level == 0 ? 0 : cumulative((level - 0.5) * LEVEL - output);
      double above = level == 255 ? 1 : cumulative((level + 0.5) * LEVEL - output);
      expected = above - below;
      assertThat(probability).isCloseTo(expected, within(1e-9));
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  private static double cumulative(double difference) {
    return 1 / (1 + Math.exp(-32 * difference));
  }

  @Test
  void flatImagesDifferStructurallyByTheirShadesAlone() {
    double[] grey = new double[35];
    double[] light = new double[35];
    Arrays.fill(grey, 0.3);
    Arrays.fill(light, 0.8);
    double similarity = (2 * 0.3 * 0.8 + 1e-4) / (0.09 + 0.64 + 1e-4);
    try (Loss.Evaluator loss = new StructuralDissimilarity().evaluator(DataType.DOUBLE)) {
      assertThat(loss.perImage(image(5, 7, grey), image(5, 7, light), null)[0])
          .isCloseTo(35 * (1 - similarity), within(1e-9));
      assertThat(loss.perImage(image(5, 7, light), image(5, 7, light), null)[0])
          .isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void multipleScalesMultiplyTheirSimilarities() {
    int side = 177;
    double[] images = new Random(5).doubles(2L * side * side).toArray();
    double[] one = Arrays.copyOf(images, side * side);
    double[] other = new double[one.length];
    for (int i = 0; i < other.length; i++) {
      other[i] = 0.7 * one[i] + 0.3 * images[one.length + i];
    }
    new MultiScaleDissimilarity().requireFits(new ImageShape(1, side, side));
    INDArray byOutputs = image(side, side, one);
    INDArray byPixels = image(side, side, new double[one.length]);
    try (Loss.Evaluator loss = new MultiScaleDissimilarity().evaluator(DataType.DOUBLE)) {
      INDArray pixels = image(side, side, other);
      double found = loss.perImage(image(side, side, one), pixels, byOutputs)[0];
      assertThat(loss.perImage(pixels, pixels, null)[0]).isCloseTo(0, within(1e-6));
      assertThat(found).isBetween(0.01 * side * side, 0.99 * side * side);
      assertThat(Arrays.stream(loss.terms(image(side, side, one), pixels)).sum())
          .isCloseTo(found, within(1e-6));
      loss.addByImages(image(side, side, one), pixels, byPixels);
      double step = 1e-4;
      // the last column and row are left out of all but the finest scale
      for (int i : new int[] {0, 1, 178, 5000, 15_700, 31_151, 176, 31_328}) {
        assertThat(OffHeap.read(byOutputs)[i])
            .isCloseTo(
                (moved(loss, one, i, step, pixels) - moved(loss, one, i, -step, pixels))
                    / (2 * step),
                within(1e-4));
        INDArray decoded = image(side, side, one);
        assertThat(OffHeap.read(byPixels)[i])
            .isCloseTo(
                (moved(loss, other, i, step, decoded) - moved(loss, other, i, -step, decoded))
                    / (2 * step),
                within(1e-4));
      }
    }
  }

  /** Both sides may be exchanged. */
  private static double moved(
      Loss.Evaluator loss, double[] image, int at, double step, INDArray other) {
    double[] values = image.clone();
    values[at] += step;
    int side = (int) other.size(2);
    return loss.perImage(image(side, side, values), other, null)[0];
  }

  @Test
  void imagesTooSmallForFiveScalesAreRefused() {
    Loss loss = new MultiScaleDissimilarity();
    assertThatThrownBy(() -> loss.requireFits(new ImageShape(3, 200, 175)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model.loss is ms-ssim, which halves images four times and takes sides of at least 176"
                + " pixels, but the images are 200x175x3; choose ssim, or larger images by"
                + " data.height and data.width");
    loss.requireFits(new ImageShape(1, 176, 176));
  }
}
