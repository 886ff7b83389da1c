package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Means over places, and how they change with the values. */
class AveragePlacesStageTest {
  @Test
  void eachPlaceHasAnEqualShare() {
    try (AveragePlacesStage stage = new AveragePlacesStage()) {
      INDArray images = Nd4j.createFromArray(1f, 3f, 5f, 7f, 0f, 0f, 2f, 2f);
      INDArray means = stage.forward(images.reshape('c', 1, 2, 2, 2));
      assertThat(means.toFloatMatrix()).isDeepEqualTo(new float[][] {{4, 1}});

      INDArray gradient = stage.inputGradient(Nd4j.createFromArray(new float[][] {{8, 4}}));
      assertThat(gradient.shape()).containsExactly(1, 2, 2, 2);
      assertThat(gradient.ravel().toFloatVector()).containsExactly(2f, 2f, 2f, 2f, 1f, 1f, 1f, 1f);
    }
  }
}
