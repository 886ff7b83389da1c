package io.latentlake.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RectifyTest {
  private final INDArray x = Nd4j.randn('c', 7, 3, 5, 6);
  private final INDArray gradient = Nd4j.randn('c', 7, 3, 5, 6);

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.2, 1})
  void equalsTheStockActivation(double slope) {
    IActivation stock = slope == 0 ? new ActivationReLU() : new ActivationLReLU(slope);
    INDArray out = x.ulike();
    Rectify.forward(x, slope, out);
    assertThat(out.distance1(stock.getActivation(x.dup(), true))).isZero();
    INDArray back = x.ulike();
    Rectify.backward(x, slope, gradient, back);
    assertThat(back.distance1(stock.backprop(x.dup(), gradient.dup()).getFirst())).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2})
  void theOutputServesForTheBackwardPassAsWellAsTheInput(double slope) {
    INDArray out = x.ulike();
    Rectify.forward(x, slope, out);
    INDArray fromInput = x.ulike();
    INDArray fromOutput = x.ulike();
    Rectify.backward(x, slope, gradient, fromInput);
    Rectify.backward(out, slope, gradient, fromOutput);
    assertThat(fromOutput.distance1(fromInput)).isZero();
  }

  @Test
  void reluMayOverwriteItsInput() {
    INDArray out = x.ulike();
    Rectify.forward(x, 0, out);
    INDArray overwritten = x.dup();
    Rectify.forward(overwritten, 0, overwritten);
    assertThat(overwritten.distance1(out)).isZero();
  }
}
