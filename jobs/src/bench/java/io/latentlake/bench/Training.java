package io.latentlake.bench;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A step of local training, on minibatches that are there already. */
@State(Scope.Thread)
public class Training {
  private static final int MINIBATCHES = 4;

  /** The network. */
  @Param public Network network;

  /** Images in a minibatch. */
  @Param({"32", "128", "512"})
  public int minibatch;

  /** Whose network. */
  @Param public Engine engine;

  private final List<MultiDataSet> minibatches = new ArrayList<>();
  private ComputationGraph graph;
  private int next;

  /** Makes network and minibatches. */
  @Setup
  public void setUp() {
    graph = engine.network(network);
    for (int i = 0; i < MINIBATCHES; i++) {
      minibatches.add(engine.minibatch(network, DrawnImages.of(network.shape(), minibatch, i)));
    }
  }

  /**
   * Takes a step.
   *
   * @param count told of the images
   */
  @Benchmark
  public void train(ImageCount count) {
    graph.fit(minibatches.get(next));
    next = (next + 1) % MINIBATCHES;
    count.images += minibatch;
  }

  /** Gives the network back. */
  @TearDown
  public void tearDown() {
    graph.close();
  }
}
