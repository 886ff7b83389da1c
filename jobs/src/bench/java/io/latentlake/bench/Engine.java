package io.latentlake.bench;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Whose code does the work. */
public enum Engine {
  /** LatentLake. */
  OURS {
    @Override
    ComputationGraph network(Network network) {
      return OurNetwork.build(network);
    }

    @Override
    MultiDataSet minibatch(Network network, DrawnImages images) {
      return OurNetwork.minibatch(network, images);
    }

    @Override
    InferenceEngine inference(Network network, DrawnImages images) {
      return new OurInference(network, images);
    }
  },
  /** Deeplearning4j as it comes: its own layers, and its layer helpers left off. */
  STOCK {
    @Override
    ComputationGraph network(Network network) {
      return StockNetwork.build(network);
    }

    @Override
    MultiDataSet minibatch(Network network, DrawnImages images) {
      return StockNetwork.minibatch(network, images);
    }

    @Override
    InferenceEngine inference(Network network, DrawnImages images) {
      return new StockInference(network, images);
    }
  };

  /** A network ready to train. */
  abstract ComputationGraph network(Network network);

  /** The arrays that its network trains on. */
  abstract MultiDataSet minibatch(Network network, DrawnImages images);

  /** A network ready to score, trained a little on the images. */
  abstract InferenceEngine inference(Network network, DrawnImages images);
}
