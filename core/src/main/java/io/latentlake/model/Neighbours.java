package io.latentlake.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Images, and after them as many neighbours: out of images, [images, channels, height, width], and
 * noise, [images, values], it makes [2·images, channels, height, width].
 */
public final class Neighbours extends ParameterlessVertex {
  private static final long serialVersionUID = 1L;

  /** Makes the vertex. */
  public Neighbours() {
    super(2);
  }

  @Override
  public GraphVertex clone() {
    return new Neighbours();
  }

  @Override
  RunningVertex vertex(ComputationGraph graph, String name, int index, DataType type) {
    return new NeighboursVertex(graph, name, index, type);
  }
}
