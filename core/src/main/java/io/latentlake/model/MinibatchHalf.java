package io.latentlake.model;

import io.latentlake.architecture.Operation;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/** A half of what was computed from {@link Neighbours}, [images, ...] out of [2·images, ...]. */
public final class MinibatchHalf extends ParameterlessVertex {
  private static final long serialVersionUID = 1L;

  private final Operation.Half.Of of;

  /**
   * Makes the vertex.
   *
   * @param of which half
   */
  public MinibatchHalf(Operation.Half.Of of) {
    super(1);
    this.of = of;
  }

  @Override
  public GraphVertex clone() {
    return new MinibatchHalf(of);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof MinibatchHalf that && of == that.of;
  }

  @Override
  public int hashCode() {
    return of.hashCode();
  }

  @Override
  RunningVertex vertex(ComputationGraph graph, String name, int index, DataType type) {
    return new MinibatchHalfVertex(graph, name, index, type, of);
  }
}
