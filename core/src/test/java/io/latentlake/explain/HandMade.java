package io.latentlake.explain;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.TrainingGraph;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Small real networks whose parameters are written down by hand. */
public final class HandMade {
  private HandMade() {}

  /**
   * A network in which all is 0 but what is written down; normalisation changes nothing.
   *
   * @param keys of the model's options
   * @param parameters values in C order by {@code node.parameter}, such as {@code mean.W}
   */
  public static InferenceModel of(
      ImageShape shape, Map<String, double[]> parameters, String... keys) {
    return packed(shape, weights(() -> 0), parameters, keys);
  }

  /** A network all of whose parameters are random, centred where its kind is. */
  public static InferenceModel random(ImageShape shape, String... keys) {
    Random random = new Random(2);
    return packed(
        shape,
        key ->
            switch (key) {
              case "W" -> 0.3 * random.nextGaussian();
              case "gamma", "var" -> 0.5 + random.nextDouble();
              default -> 0.2 * random.nextGaussian();
            },
        Map.of(),
        keys);
  }

  /** A network of random weights without any bias; normalisation changes nothing. */
  public static InferenceModel withoutBiases(ImageShape shape, String... keys) {
    Random random = new Random(3);
    return packed(shape, weights(() -> 0.6 * random.nextGaussian()), Map.of(), keys);
  }

  /** The same, with no weight below zero. */
  public static InferenceModel nonNegative(ImageShape shape, String... keys) {
    Random random = new Random(4);
    return packed(shape, weights(() -> 0.2 * random.nextDouble()), Map.of(), keys);
  }

  private static ToDoubleFunction<String> weights(DoubleSupplier random) {
    return key -> {
      if (key.equals("W")) {
        return random.getAsDouble();
      }
      return key.equals("gamma") || key.equals("var") ? 1 : 0;
    };
  }

  private static InferenceModel packed(
      ImageShape shape,
      ToDoubleFunction<String> ofKeys,
      Map<String, double[]> parameters,
      String... keys) {
    ModelOptions options =
        Options.of(
            ModelOptions.class,
            Stream.concat(Stream.of("id=m"), Arrays.stream(keys)).toArray(String[]::new));
    ComputationGraph graph = TrainingGraph.build(options, shape, new NoOp(), 1);
    for (Layer layer : graph.getLayers()) {
      layer
          .paramTable()
          .forEach(
              (key, array) -> {
                double[] values = new double[(int) array.length()];
                Arrays.setAll(values, i -> ofKeys.applyAsDouble(key));
                write(array, values);
              });
    }
    parameters.forEach(
        (name, values) -> {
          String[] words = name.split("\\.");
          write(graph.getLayer(words[0]).getParam(words[1]), values);
        });
    return ModelPackage.of(options, shape, meanImage(options, shape), graph, Map.of())
        .inferenceModel();
  }

  private static Optional<float[]> meanImage(ModelOptions options, ImageShape shape) {
    float[] mean = new float[shape.values()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = 0.1f + 0.3f * i / mean.length;
    }
    return options.centred() ? Optional.of(mean) : Optional.empty();
  }

  private static void write(INDArray array, double[] values) {
    array.assign(Nd4j.create(values, array.shape(), 'c').castTo(array.dataType()));
  }
}
