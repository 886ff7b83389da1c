package io.latentlake.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.TrainingGraph;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

class PrincipalAngleTest {
  @Test
  void aRotatedPlaneIsAtTheAngleOfRotation() {
    for (double degrees : new double[] {0, 0.01, 2, 45, 90}) {
      double angle = Math.toRadians(degrees);
      double[][] floor = {{1, 0, 0}, {0, 1, 0}};
      double[][] turned = {{1, 0, 0}, {0, Math.cos(angle), Math.sin(angle)}};

      assertThat(PrincipalAngle.largestDegrees(floor, turned)).isCloseTo(degrees, within(1e-6));
    }
  }

  @Test
  void theChoiceOfABasisDoesNotMatter() {
    double[][] basis = {{1, 2, 3, 4}, {0, 1, -1, 2}};
    double[][] mixed = {{2, 5, 5, 10}, {-3, -4, -11, -8}};

    assertThat(PrincipalAngle.largestDegrees(basis, mixed)).isCloseTo(0, within(1e-5));
  }

  @Test
  void theDirectionsOfALinearDecoderAddUpToWhatItDraws() {
    ImageShape shape = new ImageShape(1, 4, 5);
    ModelOptions options =
        Options.of(ModelOptions.class, "kind=linear-ae", "latent=3", "center=false");
    ModelPackage linear =
        ModelPackage.of(
            options,
            shape,
            Optional.empty(),
            TrainingGraph.build(options, shape, new NoOp(), 5),
            Map.of());

    double[][] directions = PrincipalAngle.decoderDirections(linear);

    try (InferenceModel model = linear.inferenceModel()) {
      float[] drawn =
          model.decode(Nd4j.createFromArray(new float[][] {{2, -1, 0.5f}})).ravel().toFloatVector();
      float[] bias = model.decode(Nd4j.zeros(1, 3)).ravel().toFloatVector();
      for (int i = 0; i < shape.values(); i++) {
        double expected =
            bias[i] + 2 * directions[0][i] - directions[1][i] + 0.5 * directions[2][i];
        assertThat((double) drawn[i]).isCloseTo(expected, within(1e-5));
      }
    }
  }
}
