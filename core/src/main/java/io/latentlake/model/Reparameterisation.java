package io.latentlake.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A latent sample: mean + exp(½·log-variance)·noise, out of three inputs of shape [images, latent]
 * in that order. The noise is an input of the graph, so a run can be repeated.
 *
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2013, section 2.4</a>
 */
public final class Reparameterisation extends GraphVertex {
  private static final long serialVersionUID = 1L;

  /** Makes the vertex. */
  public Reparameterisation() {}

  @Override
  public GraphVertex clone() {
    return new Reparameterisation();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Reparameterisation;
  }

  @Override
  public int hashCode() {
    return Reparameterisation.class.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 3;
  }

  @Override
  public int maxVertexInputs() {
    return 3;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return new ReparameterisationVertex(graph, name, index, type);
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    return inputs[0];
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, Reparameterisation.class, inputs[0], inputs[0])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, inputs[0].arrayElementsPerExample())
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }
}
