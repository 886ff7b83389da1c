package io.latentlake.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Latent samples: mean + exp(½·log-variance)·noise, out of three inputs in that order, the first
 * two [images, latent], the noise [images, draws · latent]. The samples of an image are rows one
 * after the other. The noise is an input of the graph, so a run can be repeated.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, section 2.4</a>
 */
public final class Reparameterisation extends ParameterlessVertex {
  private static final long serialVersionUID = 1L;

  /** Makes the vertex. */
  public Reparameterisation() {
    super(3);
  }

  @Override
  public GraphVertex clone() {
    return new Reparameterisation();
  }

  @Override
  RunningVertex vertex(ComputationGraph graph, String name, int index, DataType type) {
    return new ReparameterisationVertex(graph, name, index, type);
  }
}
