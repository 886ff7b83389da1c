package io.latentlake.bench;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The reference networks of nothing but Deeplearning4j's own layers.
 *
 * <p>Deeplearning4j has no layer for a convolutional posterior. In its place stand a deviation by
 * softplus, {@code mean + deviation × noise} by element-wise vertices, and a squared error of the
 * mean from zero instead of the KL divergence: about the same work.
 */
final class StockNetwork {
  static final String MEAN = "mean";
  private static final String IMAGE = "image";
  private static final String NOISE = "noise";
  private static final String LATENT = "latent";
  private static final String RECONSTRUCTION = "reconstruction";
  private static final String PRIOR = "prior";

  private final Network network;
  private final GraphBuilder graph =
      new NeuralNetConfiguration.Builder()
          .seed(OurNetwork.SEED)
          .updater(new Adam(OurNetwork.LEARNING_RATE))
          .weightInit(WeightInit.XAVIER)
          .activation(Activation.IDENTITY)
          .graphBuilder();
  private String top;

  private StockNetwork(Network network) {
    this.network = network;
  }

  /** The whole network. */
  static ComputationGraph build(Network network) {
    return initialised(new StockNetwork(network).whole());
  }

  /** Its decoder by itself: latents in, pixels out. */
  static ComputationGraph buildDecoder(Network network) {
    return initialised(new StockNetwork(network).decoder());
  }

  private static ComputationGraph initialised(ComputationGraphConfiguration configuration) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  /** What the network trains on. */
  static MultiDataSet minibatch(Network network, DrawnImages images) {
    INDArray x = array(network, images);
    if (!network.variational()) {
      return new org.nd4j.linalg.dataset.MultiDataSet(x, x);
    }
    return new org.nd4j.linalg.dataset.MultiDataSet(
        new INDArray[] {x, noise(network, images)},
        new INDArray[] {x, Nd4j.zeros(images.count(), network.latent())});
  }

  /** The images as the network takes them. */
  static INDArray array(Network network, DrawnImages images) {
    return Nd4j.create(
        images.values(),
        new long[] {
          images.count(),
          network.shape().channels(),
          network.shape().height(),
          network.shape().width()
        },
        'c');
  }

  /** Standard normal draws, [images, latent]. */
  static INDArray noise(Network network, DrawnImages images) {
    return Nd4j.create(
        images.noise(network.latent()), new long[] {images.count(), network.latent()}, 'c');
  }

  private ComputationGraphConfiguration whole() {
    InputType images =
        InputType.convolutional(
            network.shape().height(), network.shape().width(), network.shape().channels());
    if (network.variational()) {
      graph.addInputs(IMAGE, NOISE);
      graph.setInputTypes(images, InputType.feedForward(network.latent()));
    } else {
      graph.addInputs(IMAGE);
      graph.setInputTypes(images);
    }
    top = IMAGE;
    for (int channels : network.options().stages()) {
      add(
          "convolution-" + channels,
          new ConvolutionLayer.Builder(kernel(), kernel())
              .stride(2, 2)
              .convolutionMode(ConvolutionMode.Same)
              .nOut(channels)
              .hasBias(false)
              .build());
      normalise("encoder-" + channels, new ActivationLReLU(network.options().negativeSlope()));
    }
    bottleneck();
    addDecoder();
    if (network.variational()) {
      graph.setOutputs(RECONSTRUCTION, PRIOR);
    } else {
      graph.setOutputs(RECONSTRUCTION);
    }
    return graph.build();
  }

  private ComputationGraphConfiguration decoder() {
    graph.addInputs(LATENT);
    graph.setInputTypes(InputType.feedForward(network.latent()));
    top = LATENT;
    addDecoder();
    graph.setOutputs(RECONSTRUCTION);
    return graph.build();
  }

  private void bottleneck() {
    String encoded = top;
    add(MEAN, new DenseLayer.Builder().nOut(network.latent()).build());
    if (!network.variational()) {
      return;
    }
    graph.addLayer(
        "deviation",
        new DenseLayer.Builder().nOut(network.latent()).activation(Activation.SOFTPLUS).build(),
        encoded);
    LossLayer prior =
        new LossLayer.Builder(LossFunction.L2).activation(Activation.IDENTITY).build();
    // the builder refuses a width, and without one every graph would warn
    prior.setNOut(network.latent());
    graph.addLayer(PRIOR, prior, MEAN);
    graph.addVertex(
        "spread", new ElementWiseVertex(ElementWiseVertex.Op.Product), "deviation", NOISE);
    graph.addVertex("sample", new ElementWiseVertex(ElementWiseVertex.Op.Add), MEAN, "spread");
    top = "sample";
  }

  private void addDecoder() {
    int[] channels = network.options().stages().stream().mapToInt(Integer::intValue).toArray();
    int deepest = channels[channels.length - 1];
    int rows = network.shape().height() >> channels.length;
    int columns = network.shape().width() >> channels.length;
    add(
        "dense",
        new DenseLayer.Builder().nOut((long) deepest * rows * columns).hasBias(false).build());
    graph.inputPreProcessor(
        "decoder-dense-normalisation", new FeedForwardToCnnPreProcessor(rows, columns, deepest));
    normalise("decoder-dense", new ActivationReLU());
    for (int i = channels.length - 1; i >= 0; i--) {
      int out = i == 0 ? network.shape().channels() : channels[i - 1];
      add(
          "transposed-" + out,
          new Deconvolution2D.Builder(kernel(), kernel())
              .stride(2, 2)
              .convolutionMode(ConvolutionMode.Same)
              .nOut(out)
              .hasBias(i == 0)
              .build());
      if (i > 0) {
        normalise("decoder-" + out, new ActivationReLU());
      }
    }
    add(
        RECONSTRUCTION,
        new CnnLossLayer.Builder(LossFunction.XENT).activation(Activation.SIGMOID).build());
  }

  /** A normalisation ignores an activation of its own: a layer has to follow. */
  private void normalise(String name, IActivation activation) {
    add(name + "-normalisation", new BatchNormalization.Builder().build());
    add(name + "-activation", new ActivationLayer.Builder().activation(activation).build());
  }

  private void add(String name, Layer layer) {
    graph.addLayer(name, layer, top);
    top = name;
  }

  private int kernel() {
    return network.options().kernel();
  }
}
