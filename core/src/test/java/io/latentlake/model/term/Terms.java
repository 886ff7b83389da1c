package io.latentlake.model.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.LossTerm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Terms of the latent on small minibatches, in double precision. */
final class Terms {
  private Terms() {}

  /** Normal values, an image after the other. */
  static double[] normal(int count, double mean, double deviation, long seed) {
    Random random = new Random(seed);
    return DoubleStream.generate(() -> mean + deviation * random.nextGaussian())
        .limit(count)
        .toArray();
  }

  /** The term of each image. */
  static double[] perImage(LossTerm term, int images, double[]... values) {
    return perImage(term, images, 1, List.of(), values);
  }

  /** The term of the minibatch. */
  static double mean(LossTerm term, int images, double[]... values) {
    return Arrays.stream(perImage(term, images, values)).average().orElseThrow();
  }

  /** The gradient at each place. */
  static List<double[]> gradients(LossTerm term, int images, double weight, double[]... values) {
    List<INDArray> gradients = new ArrayList<>();
    for (double[] place : values) {
      gradients.add(array(images, new double[place.length]));
    }
    perImage(term, images, weight, gradients, values);
    return gradients.stream().map(OffHeap::read).toList();
  }

  /** Each derivative of the sum over images, to a relative 1e-4. */
  static void assertGradientEqualsFiniteDifferences(LossTerm term, int images, double[]... values) {
    double weight = 0.7;
    List<double[]> gradients = gradients(term, images, weight, values);
    double step = 1e-5;
    for (int place = 0; place < values.length; place++) {
      double[] found = gradients.get(place);
      for (int i = 0; i < found.length; i++) {
        double there = values[place][i];
        values[place][i] = there + step;
        double above = Arrays.stream(perImage(term, images, values)).sum();
        values[place][i] = there - step;
        double below = Arrays.stream(perImage(term, images, values)).sum();
        values[place][i] = there;
        double expected = weight * (above - below) / (2 * step);
        assertThat(found[i])
            .as("value %d at %s", i, term.places().get(place))
            .isCloseTo(expected, within(1e-4 * Math.max(1e-3, Math.abs(expected))));
      }
    }
  }

  private static double[] perImage(
      LossTerm term, int images, double weight, List<INDArray> gradients, double[]... values) {
    List<INDArray> arrays = Arrays.stream(values).map(place -> array(images, place)).toList();
    try (LossTerm.Evaluator evaluator = term.evaluator(DataType.DOUBLE)) {
      return evaluator.perImage(arrays, null, weight, gradients);
    }
  }

  private static INDArray array(int images, double[] values) {
    INDArray array = OffHeap.create(DataType.DOUBLE, images, values.length / images);
    OffHeap.write(values, array);
    return array;
  }
}
