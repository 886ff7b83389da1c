package io.latentlake.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.architecture.Architecture;
import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.FittedNetwork;
import io.latentlake.model.FittedNetwork.Weights;
import io.latentlake.model.ModelOptions;
import io.latentlake.onnx.ElementType;
import io.latentlake.onnx.OnnxGraph;
import io.latentlake.onnx.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

/** Networks as ONNX, whatever they see. */
class OnnxNetworkTest {
  private static final ImageShape IMAGE = new ImageShape(1, 8, 8);

  @Test
  void meansOverPlacesAreWhatArithmeticSays() {
    ModelOptions options =
        Options.of(
            ModelOptions.class,
            "id=m",
            "kind=feature-ae",
            "latent=2",
            "feature-ae.features=3",
            "feature-ae.rows=2",
            "feature-ae.columns=4");
    double[] encoder = {1, 2, 3, -1, 0.5, 0.25};
    double[] bias = {0.5, -2};
    ComputationGraph trained =
        new FittedNetwork(
                options,
                Map.of(
                    "code", new Weights(encoder, bias),
                    "features", new Weights(new double[6], new double[3])),
                0,
                "")
            .graph(IMAGE);
    OnnxGraph graph = new OnnxGraph("means");
    Tensor rows = graph.input("latent", ElementType.FLOAT, "features", 24);
    OnnxNetwork network =
        OnnxNetwork.of(
            options.architecture(IMAGE),
            trained,
            Architecture.IMAGE,
            rows.reshaped(3, 2, 4),
            Optional.empty());
    graph.output("embedding", network.value(Architecture.MEAN), "means");
    OffHeap.close(trained.params());

    float[] features = new float[24];
    Random random = new Random(1);
    double[] means = new double[3];
    for (int i = 0; i < 24; i++) {
      features[i] = random.nextFloat();
      means[i / 8] += features[i] / 8;
    }
    try (OnnxSession session = new OnnxSession(graph.file("test", "1"))) {
      float[][] found = (float[][]) session.run(new float[][] {features}).get("embedding");
      for (int unit = 0; unit < 2; unit++) {
        double expected = bias[unit];
        for (int j = 0; j < 3; j++) {
          expected += encoder[unit * 3 + j] * means[j];
        }
        assertThat(found[0][unit]).isCloseTo((float) expected, within(1e-5f));
      }
    }
  }
}
