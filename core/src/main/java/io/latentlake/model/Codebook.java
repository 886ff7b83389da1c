package io.latentlake.model;

import io.latentlake.architecture.Operation;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Replaces each part of a row, [images, parts·size], by the vector of a codebook that is nearest to
 * it. The gradient passes straight through. The vectors follow moving averages of the parts that
 * they stand for; no optimiser has a hand in them.
 *
 * @see <a href="https://arxiv.org/abs/1711.00937">van den Oord et al. 2017, appendix A.1</a>
 */
public final class Codebook extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  private final Operation.Quantise operation;

  /**
   * Makes the layer.
   *
   * @param operation how many vectors, and how the input is made of them
   */
  Codebook(Operation.Quantise operation) {
    this.operation = operation;
  }

  /**
   * Shares a network's dead codes among the workers of a round. A code that several workers started
   * again would come out of their averaging as a mean of vectors that have nothing in common.
   *
   * @param graph the worker's network
   * @param worker the worker, from 0
   * @param workers how many train this round
   */
  public static void share(ComputationGraph graph, int worker, int workers) {
    for (Layer layer : graph.getLayers()) {
      if (layer instanceof CodebookLayer codebook) {
        codebook.share(worker, workers);
      }
    }
  }

  Operation.Quantise operation() {
    return operation;
  }

  int codes() {
    return operation.codes();
  }

  int size() {
    return operation.size();
  }

  @Override
  public Codebook clone() {
    return (Codebook) super.clone();
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof Codebook that
        && operation.equals(that.operation);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), operation);
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    super.setNIn(input, override);
    setNOut(getNIn());
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public ParamInitializer initializer() {
    return new CodeStatistics();
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return Instances.of(
        new CodebookLayer(configuration, type),
        initializer(),
        configuration,
        listeners,
        index,
        parameters,
        initialize);
  }

  /** Statistics are no weights. */
  @Override
  public List<Regularization> getRegularizationByParam(String parameter) {
    return null;
  }

  /** Takes the step of a moving average as it is. */
  @Override
  public IUpdater getUpdaterByParam(String parameter) {
    return new NoOp();
  }

  @Override
  public boolean isPretrainParam(String parameter) {
    return false;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), input, input)
        .standardMemory(initializer().numParams(this), 0)
        .workingMemory(0, 0, 0, input.arrayElementsPerExample())
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }
}
