package io.latentlake.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What several places give for an image as one row, a place after the other, [images, values]. The
 * first place has a row for each image; another may have several, which lie one after the other.
 */
public final class JoinedPlaces extends ParameterlessVertex {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the vertex.
   *
   * @param places how many
   */
  public JoinedPlaces(int places) {
    super(places);
  }

  @Override
  public GraphVertex clone() {
    return new JoinedPlaces(minVertexInputs());
  }

  @Override
  RunningVertex vertex(ComputationGraph graph, String name, int index, DataType type) {
    return new JoinedPlacesVertex(graph, name, index, type);
  }
}
