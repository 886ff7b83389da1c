package io.latentlake.model;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.target.Targets;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** A process of its own that takes networks of several sizes through every pass there is. */
final class SizesTrace {
  /** Lines that each case prints, one before each pass. */
  static final int PASSES = 3;

  private static final int LATENT = 16;

  private SizesTrace() {}

  /**
   * Takes cases such as {@code conv-ae 3 128 32 3 32,64}: kind, colours, side of the images,
   * minibatch, side of the kernel, channels; and the network, if it is another than usual.
   */
  public static void main(String[] arguments) {
    for (String text : arguments) {
      System.out.println("case " + text);
      String[] fields = text.split(" ");
      int side = Integer.parseInt(fields[2]);
      trace(
          Options.of(
              ModelOptions.class,
              "kind=" + fields[0],
              "network=" + (fields.length > 6 ? fields[6] : "auto"),
              "latent=" + LATENT,
              "channels=" + fields[5],
              "kernel=" + fields[4],
              "loss=bce"),
          new ImageShape(Integer.parseInt(fields[1]), side, side),
          Integer.parseInt(fields[3]));
    }
  }

  @SuppressWarnings("try") // a memory scope is only opened and closed
  private static void trace(ModelOptions options, ImageShape shape, int minibatch) {
    byte[][] images = Models.images(minibatch, shape, 1);
    ComputationGraph graph = TrainingGraph.build(options, shape, new Adam(1e-3), 7);
    System.out.println("pass training");
    graph.fit(Models.minibatch(options, shape, images));
    ModelPackage model = ModelPackage.of(options, shape, Optional.empty(), graph, Map.of());
    try (InferenceModel inference = model.inferenceModel();
        MemoryWorkspace scope = inference.scope()) {
      INDArray x = inference.input(images);
      System.out.println("pass scoring");
      inference.anomalyScore().perImage(inference.reconstructions(x));
      System.out.println("pass explaining");
      Target target =
          options.variational() ? Targets.parse("negative_elbo") : Targets.RECONSTRUCTION_ERROR;
      inference.gradient(target, x);
      if (inference.findsDefects()) {
        inference.gradient(Targets.DEFECT_PIXELS, x);
      }
    }
  }
}
