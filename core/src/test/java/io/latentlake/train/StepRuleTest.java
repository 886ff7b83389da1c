package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.TrainingArrays;
import io.latentlake.model.TrainingGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.NoOp;

/** Steps of a network against the same steps worked out by hand in double precision. */
class StepRuleTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final int IMAGES = 6;
  private static final int STEPS = 4;
  private static final ModelOptions VAE =
      Options.of(ModelOptions.class, "kind=conv-vae", "latent=3", "channels=[4]");

  @ParameterizedTest
  @CsvSource({"0.5,0", "2,0.4", "0,0.4", "1000,0.4"})
  void stepsOfGradientDescentEqualThoseByHand(double norm, double decay) {
    LearningRate rate = falling(0.05);
    List<double[]> gradients = new ArrayList<>();
    assertStepsByHand(
        "sgd",
        norm,
        decay,
        rate,
        (step, gradient) -> {
          gradients.add(gradient);
          double[] update = new double[gradient.length];
          for (int i = 0; i < update.length; i++) {
            update[i] = rate.valueAt(step, 0) * gradient[i];
          }
          return update;
        });
    assertThat(gradients).hasSize(STEPS);
    for (double[] gradient : gradients) {
      if (norm == 0.5) {
        assertThat(norm(gradient)).isCloseTo(norm, within(1e-9));
      }
      if (norm == 1000) {
        assertThat(norm(gradient)).isBetween(2., norm / 2);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5,0", "2,0.4", "0,0.4"})
  void stepsOfAdamEqualThoseByHand(double norm, double decay) {
    LearningRate rate = falling(0.01);
    int size = network("adam", rate).params().columns();
    double[] first = new double[size];
    double[] second = new double[size];
    assertStepsByHand(
        "adam",
        norm,
        decay,
        rate,
        (step, gradient) -> {
          double[] update = new double[size];
          double corrected =
              rate.valueAt(step, 0)
                  * Math.sqrt(1 - Math.pow(0.999, step + 1))
                  / (1 - Math.pow(0.9, step + 1));
          for (int i = 0; i < size; i++) {
            first[i] = 0.9 * first[i] + 0.1 * gradient[i];
            second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
            update[i] = corrected * first[i] / (Math.sqrt(second[i]) + 1e-8);
          }
          return update;
        });
  }

  @Test
  void aNormThatNoGradientReachesChangesNoBit() {
    LearningRate rate = falling(0.01);
    ComputationGraph plain = network("adam", rate);
    ComputationGraph bounded = network("adam", rate);
    new StepRule(1e9, 0, rate).applyTo(bounded);
    for (int step = 0; step < STEPS; step++) {
      plain.fit(minibatch(step));
      bounded.fit(minibatch(step));
    }
    assertThat(TrainingState.of(bounded).parameters())
        .isEqualTo(TrainingState.of(plain).parameters());
  }

  /** What the optimiser makes of a gradient. */
  private interface Optimiser {
    double[] update(int step, double[] gradient);
  }

  private static void assertStepsByHand(
      String name, double norm, double decay, LearningRate rate, Optimiser optimiser) {
    ComputationGraph network = network(name, rate);
    new StepRule(norm, decay, rate).applyTo(network);
    ComputationGraph raw = TrainingGraph.build(VAE, SHAPE, new NoOp(), 7);
    String[] names = names(raw);
    for (int step = 0; step < STEPS; step++) {
      float[] before = TrainingState.of(network).parameters();
      new TrainingState(before, new float[0], step, 0).loadInto(raw);
      double[] gradient = gradient(raw, minibatch(step), names);
      double[] clipped = gradient.clone();
      double length = norm(learnt(gradient, names));
      if (norm > 0 && length > norm) {
        for (int i = 0; i < clipped.length; i++) {
          clipped[i] *= norm / length;
        }
      }
      double[] update = optimiser.update(step, learnt(clipped, names));
      network.fit(minibatch(step));
      float[] after = TrainingState.of(network).parameters();
      for (int i = 0; i < before.length; i++) {
        double shrunk = isWeight(names[i]) ? 1 - rate.valueAt(step, 0) * decay : 1;
        double expected = before[i] * shrunk - (isStatistic(names[i]) ? gradient[i] : update[i]);
        // rounding of float32; decay alone moves weights by hundreds of times as much
        assertThat((double) after[i])
            .as(names[i])
            .isCloseTo(expected, within(4e-7 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  /** The mean over the images; for running statistics, their step. */
  private static double[] gradient(ComputationGraph raw, MultiDataSet minibatch, String[] names) {
    raw.setInputs(minibatch.getFeatures());
    raw.setLabels(minibatch.getLabels());
    raw.computeGradientAndScore();
    float[] sums = Floats.copy(raw.gradient().gradient());
    double[] means = new double[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = isStatistic(names[i]) ? sums[i] : (double) sums[i] / IMAGES;
    }
    return means;
  }

  /** A gradient without the steps of running statistics. */
  private static double[] learnt(double[] gradient, String[] names) {
    double[] learnt = gradient.clone();
    for (int i = 0; i < learnt.length; i++) {
      learnt[i] = isStatistic(names[i]) ? 0 : learnt[i];
    }
    return learnt;
  }

  private static boolean isStatistic(String name) {
    return name.endsWith("_mean") || name.endsWith("_var");
  }

  private static boolean isWeight(String name) {
    return name.endsWith("_W");
  }

  private static double norm(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  /** Name of the parameter at each place. */
  private static String[] names(ComputationGraph network) {
    Map<String, INDArray> table = network.paramTable();
    List<String> all = List.copyOf(table.keySet());
    assertThat(all).anyMatch(StepRuleTest::isWeight).anyMatch(StepRuleTest::isStatistic);
    assertThat(all).anyMatch(name -> name.endsWith("_gamma")).anyMatch(name -> name.endsWith("_b"));
    for (int i = 0; i < all.size(); i++) {
      table.get(all.get(i)).assign(i);
    }
    float[] places = Floats.copy(network.params());
    String[] names = new String[places.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = all.get((int) places[i]);
    }
    return names;
  }

  private static LearningRate falling(double start) {
    return new LearningRate(TrainOptions.Schedule.EXPONENTIAL, start, 0.1, 2, 0, STEPS);
  }

  private static ComputationGraph network(String optimizer, LearningRate rate) {
    TrainOptions options = Options.of(TrainOptions.class, "optimizer=" + optimizer);
    return TrainingGraph.build(VAE, SHAPE, Optimizers.of(options, rate), 7);
  }

  private static MultiDataSet minibatch(int step) {
    TrainingArrays arrays = new TrainingArrays(VAE, SHAPE, Optional.empty());
    Random random = new Random(step);
    byte[][] pixels = new byte[IMAGES][SHAPE.values()];
    for (byte[] image : pixels) {
      random.nextBytes(image);
    }
    float[] noise = new float[IMAGES * arrays.noiseSize()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return arrays.minibatch(pixels, noise, image -> random, arrays.weights());
  }
}
