package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.kernel.OffHeap;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class NormalisationTest {
  @ParameterizedTest
  @CsvSource({"32, 0.2, 30", "5, 0.2, 3", "16, 0, 1"})
  void learnsAsTheStockLayersAndForgetsItsFirstStatistics(int channels, double slope, int steps) {
    MultiLayerNetwork stock =
        network(
            channels,
            new BatchNormalization.Builder().eps(1e-5).decay(0.9).useLogStd(false).build(),
            new ActivationLayer(new ActivationLReLU(slope)));
    MultiLayerNetwork ours = network(channels, Normalisation.of(channels, 1e-5, 0.9, slope));
    ours.setParams(stock.params());
    INDArray x = null;
    for (int step = 0; step < steps; step++) {
      x = Nd4j.randn('c', 12, channels, 6, 5).muli(3).addi(2);
      DataSet data = new DataSet(x, Nd4j.rand('c', 12, channels, 6, 5));
      stock.fit(data);
      ours.fit(data);
    }
    // the stock layer's statistics still hold so much of the 0 and 1 they were born with
    double held = Math.pow(0.9, steps);
    INDArray stockVariance = stock.getParam("0_var");
    stock.getParam("0_mean").divi(1 - held);
    stockVariance.subi(held).divi(1 - held);
    double[] expected = OffHeap.read(stock.params());
    assertThat(OffHeap.read(ours.params())).containsExactly(expected, within(1e-4));
    // after one step already the running mean and variance are those of the data
    assertThat(mean(ours.getParam("0_mean"))).isCloseTo(2, within(0.2));
    assertThat(mean(ours.getParam("0_var"))).isCloseTo(9, within(0.9));
    assertThat(OffHeap.read(ours.output(x)))
        .containsExactly(OffHeap.read(stock.output(x)), within(1e-4));
  }

  private static double mean(INDArray values) {
    return Arrays.stream(OffHeap.read(values)).average().orElseThrow();
  }

  private static MultiLayerNetwork network(int channels, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .updater(new Sgd(0.01))
            .activation(Activation.IDENTITY)
            .list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.layer(
                    new CnnLossLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(6, 5, channels))
                .build());
    network.init();
    return network;
  }
}
