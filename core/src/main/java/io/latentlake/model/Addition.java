package io.latentlake.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/** The sum of two inputs of one shape, value by value. */
public final class Addition extends ParameterlessVertex {
  private static final long serialVersionUID = 1L;

  /** Makes the vertex. */
  public Addition() {
    super(2);
  }

  @Override
  public GraphVertex clone() {
    return new Addition();
  }

  @Override
  RunningVertex vertex(ComputationGraph graph, String name, int index, DataType type) {
    return new AdditionVertex(graph, name, index, type);
  }
}
