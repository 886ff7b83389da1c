package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A head of the graph: a term of the loss, a number per image. The graph's score is the sum of its
 * heads, each a mean over the minibatch's images; the gradient of an image's own term goes back,
 * and Deeplearning4j divides by the minibatch.
 */
abstract class HeadLayer<C extends Layer> extends AbstractLayer<C> implements IOutputLayer {
  private static final long serialVersionUID = 1L;

  private INDArray labels;
  private transient double[] terms;
  private transient boolean current;

  HeadLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  /**
   * The term of each image.
   *
   * @param gradient receives its derivative by the layer's input, same shape; null if not wanted
   */
  abstract double[] terms(INDArray input, INDArray labels, INDArray gradient);

  /** Weight of this head in the graph's score. */
  abstract double weight();

  /** Unweighted terms of the last step's images; they outlive the step. */
  final double[] lastTerms() {
    if (terms == null) {
      throw new IllegalStateException(layerId() + " has seen no minibatch yet");
    }
    return terms;
  }

  @Override
  public final Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaces) {
    requireInputAndLabels();
    INDArray gradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
    terms = terms(input, labels, gradient);
    current = true;
    return new Pair<>(new DefaultGradient(), gradient);
  }

  @Override
  public final double computeScore(
      double regularisation, boolean training, LayerWorkspaceMgr workspaces) {
    requireInputAndLabels();
    if (!current) {
      terms = terms(input, labels, null);
    }
    double sum = 0;
    for (double term : terms) {
      sum += term;
    }
    return weight() * sum / terms.length + regularisation;
  }

  @Override
  public final INDArray computeScoreForExamples(
      double regularisation, LayerWorkspaceMgr workspaces) {
    requireInputAndLabels();
    double[] scores = terms(input, labels, null);
    INDArray out =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, new long[] {scores.length, 1}, 'c');
    for (int i = 0; i < scores.length; i++) {
      scores[i] = weight() * scores[i] + regularisation;
    }
    OffHeap.write(scores, out);
    return out;
  }

  @Override
  public final void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
    super.setInput(input, workspaces);
    current = false;
  }

  @Override
  public final void clear() {
    super.clear();
    labels = null;
    current = false;
  }

  @Override
  public final void setLabels(INDArray labels) {
    this.labels = labels;
    current = false;
  }

  @Override
  public final INDArray getLabels() {
    return labels;
  }

  @Override
  public final boolean needsLabels() {
    return true;
  }

  @Override
  public final boolean isPretrainLayer() {
    return false;
  }

  @Override
  public final void clearNoiseWeightParams() {
    // there are no weights
  }

  private void requireInputAndLabels() {
    if (input == null || labels == null) {
      throw new IllegalStateException("a head needs input and labels; missing at " + layerId());
    }
  }

  @Override
  public final double f1Score(DataSet data) {
    throw noClassifier();
  }

  @Override
  public final double f1Score(INDArray examples, INDArray labels) {
    throw noClassifier();
  }

  @Override
  @Deprecated
  public final int numLabels() {
    throw noClassifier();
  }

  @Override
  public final void fit(DataSetIterator data) {
    throw noClassifier();
  }

  @Override
  public final int[] predict(INDArray examples) {
    throw noClassifier();
  }

  @Override
  public final List<String> predict(DataSet data) {
    throw noClassifier();
  }

  @Override
  public final void fit(INDArray examples, INDArray labels) {
    throw noClassifier();
  }

  @Override
  public final void fit(DataSet data) {
    throw noClassifier();
  }

  @Override
  public final void fit(INDArray examples, int[] labels) {
    throw noClassifier();
  }

  private UnsupportedOperationException noClassifier() {
    return new UnsupportedOperationException(layerId() + " is no classifier");
  }
}
