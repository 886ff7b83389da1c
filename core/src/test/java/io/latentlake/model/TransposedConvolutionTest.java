package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.kernel.ConvolutionKernel;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.Window;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class TransposedConvolutionTest {
  private static final int IN = 5;
  private static final int OUT = 3;

  @ParameterizedTest
  @CsvSource({"3,2,1,true", "3,2,1,false", "4,2,1,true", "5,3,2,false", "2,2,0,true"})
  void equalsTheStockLayerForwardAndBackward(int kernel, int stride, int margin, boolean bias) {
    Deconvolution2D.Builder builder = builder(kernel, stride, margin, bias);
    MultiLayerNetwork stock = network(builder.build());
    MultiLayerNetwork ours = network(TransposedConvolution.of(builder, 0));
    INDArray parameters = Nd4j.randn(stock.params().shape()).muli(0.3);
    stock.setParams(parameters);
    ours.setParams(parameters);
    INDArray input = Nd4j.randn('c', 6, IN, 4, 7);
    INDArray expected = stock.output(input);
    assertThat(ours.output(input).shape()).containsExactly(expected.shape());
    assertThat(distance(ours.output(input), expected)).isLessThan(2e-5);

    INDArray labels = Nd4j.rand(expected.shape());
    stock.setInput(input);
    stock.setLabels(labels);
    stock.computeGradientAndScore();
    ours.setInput(input);
    ours.setLabels(labels);
    ours.computeGradientAndScore();
    assertThat(ours.score()).isCloseTo(stock.score(), within(1e-6 * stock.score()));
    // sums of a hundred products of order one in float32
    double size = stock.gradient().gradient().amaxNumber().doubleValue();
    assertThat(distance(ours.gradient().gradient(), stock.gradient().gradient()))
        .isLessThan(1e-5 * size);
    assertThat(distance(inputGradient(ours, input, labels), inputGradient(stock, input, labels)))
        .isLessThan(1e-4);
  }

  @ParameterizedTest
  @CsvSource({"2", "3", "4", "5", "7"})
  void undoesTheHalvingOfTheConvolutionItTransposes(int kernel) {
    INDArray weights = Nd4j.randn('c', IN, OUT, kernel, kernel);
    INDArray large = Nd4j.randn('c', 2, OUT, 12, 8);
    INDArray small = Nd4j.randn('c', 2, IN, 6, 4);
    INDArray convolved = Nd4j.create(small.shape(), 'c');
    try (ConvolutionKernel convolution =
        Kernels.of(DataType.FLOAT)
            .convolution(
                Window.square(kernel, 2, (kernel - 1) / 2),
                Kernels.LINEAR,
                Kernels.Weights.CHANGING)) {
      convolution.forward(large, weights, null, convolved);
    }

    Deconvolution2D.Builder builder = builder(kernel, 2, (kernel - 1) / 2, false);
    MultiLayerNetwork transposed = network(TransposedConvolution.of(builder, kernel % 2));
    transposed.setParam("0_W", weights);
    INDArray back = transposed.output(small);
    assertThat(back.shape()).containsExactly(large.shape());
    // ⟨conv(x), y⟩ = ⟨x, transposed(y)⟩ is what transposing means
    assertThat(back.mul(large).sumNumber().doubleValue())
        .isCloseTo(convolved.mul(small).sumNumber().doubleValue(), within(2e-3));
  }

  @Test
  void survivesSavingAndCloning() {
    Deconvolution2D.Builder builder = builder(3, 2, 1, true);
    MultiLayerNetwork network = network(TransposedConvolution.of(builder, 1));
    INDArray input = Nd4j.randn('c', 2, IN, 4, 4);
    INDArray expected = network.output(input);
    assertThat(expected.shape()).containsExactly(2, OUT, 8, 8);
    assertThat(distance(network.clone().output(input), expected)).isZero();
  }

  private static Deconvolution2D.Builder builder(int kernel, int stride, int margin, boolean bias) {
    Deconvolution2D.Builder builder = new Deconvolution2D.Builder(kernel, kernel);
    builder.stride(stride, stride).padding(margin, margin).nOut(OUT).hasBias(bias);
    return builder;
  }

  private static MultiLayerNetwork network(Layer layer) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(1))
                .activation(Activation.IDENTITY)
                .list()
                .layer(layer)
                .layer(
                    new CnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(4, 7, IN))
                .build());
    network.init();
    return network;
  }

  private static INDArray inputGradient(
      MultiLayerNetwork network, INDArray input, INDArray labels) {
    return network.calculateGradients(input, labels, null, null).getSecond();
  }

  private static double distance(INDArray a, INDArray b) {
    return a.reshape(a.length()).sub(b.reshape(b.length())).amaxNumber().doubleValue();
  }
}
