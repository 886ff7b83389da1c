package io.latentlake.model;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.target.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A process of its own that uses a network for a few minibatches and prints by how many bytes that
 * made it grow. To be started with a heap that is resident from the first: {@code -Xms} as {@code
 * -Xmx}, and {@code -XX:+AlwaysPreTouch}.
 */
final class NativeGrowth {
  private static final int STEPS = 3;
  private static final ModelOptions SMALL =
      Options.of(ModelOptions.class, "kind=conv-vae", "channels=[4]", "hidden=[4]", "latent=2");

  private NativeGrowth() {}

  /**
   * Takes what to do ({@code train}, {@code score}, {@code explain} or {@code relevance}),
   * channels, height, width, images of a minibatch, and keys of section {@code model}.
   */
  public static void main(String[] arguments) throws IOException {
    String use = arguments[0];
    ImageShape shape =
        new ImageShape(
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
    int minibatch = Integer.parseInt(arguments[4]);
    ModelOptions model =
        Options.of(ModelOptions.class, Arrays.copyOfRange(arguments, 5, arguments.length));
    // loads the libraries, which belong to the JVM and not to the network
    run(use, SMALL, new ImageShape(1, 8, 8), 2);
    long before = resident("VmRSS:");
    run(use, model, shape, minibatch);
    System.out.println("grew " + (resident("VmHWM:") - before));
  }

  private static void run(String use, ModelOptions model, ImageShape shape, int minibatch) {
    byte[][] images = Models.images(minibatch, shape, 1);
    ComputationGraph network = TrainingGraph.build(model, shape, new Adam(1e-3), 7);
    if (use.equals("train")) {
      for (int step = 0; step < STEPS; step++) {
        MultiDataSet arrays = Models.minibatch(model, shape, images);
        network.fit(arrays);
        TrainingArrays.close(arrays);
      }
      return;
    }
    ModelPackage made =
        ModelPackage.of(model, shape, Models.meanImage(model, shape), network, Map.of());
    network.params().close();
    try (InferenceModel inference = made.inferenceModel()) {
      for (int step = 0; step < STEPS; step++) {
        infer(use, inference, images);
      }
    }
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private static void infer(String use, InferenceModel model, byte[][] images) {
    try (MemoryWorkspace scope = model.scope()) {
      INDArray x = model.input(images);
      if (use.equals("explain")) {
        model.gradient(Targets.RECONSTRUCTION_ERROR, x);
        return;
      }
      if (use.equals("relevance")) {
        // an eighth at a time, as methods do
        walkBack(model, model.input(Arrays.copyOf(images, Math.max(1, images.length / 8))));
        return;
      }
      Reconstructions found = model.reconstructions(x);
      found.reconstructionError();
      found.squaredErrorSum();
    }
  }

  /** As relevance is shared out: each affine layer once more for either sign of its weights. */
  private static void walkBack(InferenceModel model, INDArray x) {
    NetworkLayers layers = model.layers();
    Map<String, double[]> at = layers.forward(Targets.RECONSTRUCTION_ERROR, x);
    layers.back(
        new BackwardRule() {
          @Override
          public double[] affine(AffineLayer layer, double[] passed) {
            for (AffineLayer.Sign sign : AffineLayer.Sign.values()) {
              layer.times(sign, layer.input());
              layer.transposed(sign, passed);
            }
            return layer.transposed(passed);
          }
        },
        layers.head(Targets.RECONSTRUCTION_ERROR, x, Optional.empty(), at).byPlaces());
  }

  private static long resident(String line) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(found -> found.startsWith(line))
        .mapToLong(found -> 1024 * Long.parseLong(found.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
