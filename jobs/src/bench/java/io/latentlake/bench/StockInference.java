package io.latentlake.bench;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Deeplearning4j's own ways to ask a network. Arrays it hands out are closed, as a user would. */
final class StockInference implements InferenceEngine {
  private final Network network;
  private final DrawnImages images;
  private final ComputationGraph graph;
  private final ComputationGraph decoder;
  private final MultiDataSet arrays;
  private final INDArray latents;

  StockInference(Network network, DrawnImages images) {
    this.network = network;
    this.images = images;
    this.graph = StockNetwork.build(network);
    this.decoder = StockNetwork.buildDecoder(network);
    this.arrays = StockNetwork.minibatch(network, images);
    this.latents = StockNetwork.noise(network, images);
    for (int i = 0; i < OurNetwork.FIRST_STEPS; i++) {
      graph.fit(arrays);
    }
  }

  @Override
  public Object reconstruct() {
    return closed(graph.output(arrays.getFeatures()));
  }

  @Override
  public Object score() {
    INDArray x = StockNetwork.array(network, images);
    INDArray[] features = arrays.getFeatures().clone();
    INDArray[] labels = arrays.getLabels().clone();
    features[0] = x;
    labels[0] = x;
    INDArray scores =
        graph.scoreExamples(new org.nd4j.linalg.dataset.MultiDataSet(features, labels), false);
    double[] errors = scores.toDoubleVector();
    closed(scores, x);
    return errors;
  }

  @Override
  public Object embed() {
    INDArray[] features = arrays.getFeatures().clone();
    features[0] = StockNetwork.array(network, images);
    INDArray mean = graph.output(List.of(StockNetwork.MEAN), false, features, null)[0];
    float[][] embeddings = mean.toFloatMatrix();
    closed(mean, features[0]);
    return embeddings;
  }

  @Override
  public Object decode() {
    return closed(decoder.output(latents));
  }

  private static INDArray[] closed(INDArray... results) {
    Arrays.stream(results).filter(INDArray::closeable).forEach(INDArray::close);
    return results;
  }

  @Override
  public void close() {
    graph.close();
    decoder.close();
  }
}
