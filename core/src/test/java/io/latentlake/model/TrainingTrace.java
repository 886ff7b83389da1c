package io.latentlake.model;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.Kernels;
import io.latentlake.model.target.Targets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** A process of its own that trains a reference network and prints every loss, then scores. */
final class TrainingTrace {
  private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
  private static final int MINIBATCH = 64;

  private TrainingTrace() {}

  /**
   * Takes the number of training steps and a package's folder. Where no package lies there yet, the
   * trained model is written to it; what lies there is scored.
   */
  public static void main(String[] arguments) {
    ModelOptions options = Options.of(ModelOptions.class, "kind=conv-vae", "loss=bce");
    ComputationGraph graph = TrainingGraph.build(options, SHAPE, new Adam(1e-3), 7);
    System.out.println("route " + Kernels.of(DataType.FLOAT).route());
    for (int step = 0; step < Integer.parseInt(arguments[0]); step++) {
      byte[][] images = Models.images(MINIBATCH, SHAPE, step);
      graph.fit(Models.minibatch(options, SHAPE, images));
      System.out.println("loss " + graph.score());
    }
    Configuration hadoop = new Configuration();
    if (!Files.exists(Path.of(arguments[1]))) {
      ModelPackage.of(options, SHAPE, Optional.empty(), graph, Map.of())
          .write(hadoop, arguments[1]);
    }
    ModelPackage model = ModelPackage.read(hadoop, arguments[1]);
    try (InferenceModel inference = model.inferenceModel()) {
      INDArray x = inference.input(Models.images(MINIBATCH, SHAPE, -1));
      for (double score : inference.values(Targets.parse("negative_elbo"), x)) {
        System.out.println("score " + score);
      }
    }
  }
}
