package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
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
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Runs a {@link TermHead}. The graph's score is the sum of its heads, each a mean over the
 * minibatch's images; the gradient of an image's own term goes back, and Deeplearning4j divides by
 * the minibatch.
 */
final class TermHeadLayer extends AbstractLayer<TermHead> implements IOutputLayer {
  private static final long serialVersionUID = 1L;

  private INDArray labels;
  private transient LossTerm.Evaluator evaluator;
  private transient double[] terms;
  private transient double weight;
  private transient boolean current;

  TermHeadLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  LossTerm term() {
    return layerConf().term();
  }

  /** Weight in the graph's score that the last step's terms had. */
  double weight() {
    return weight;
  }

  private double[] terms(INDArray gradient) {
    if (evaluator == null) {
      evaluator = term().evaluator(dataType);
    }
    INDArray compared = term().compares() == LossTerm.Compared.NOTHING ? null : labels;
    weight = compared == null ? labels.getDouble(0) : layerConf().weight();
    int[] sizes = layerConf().sizes();
    if (sizes.length == 1) {
      List<INDArray> gradients = gradient == null ? List.of() : List.of(gradient);
      return evaluator.perImage(List.of(input), compared, weight, gradients);
    }
    List<INDArray> values = new ArrayList<>();
    List<INDArray> gradients = new ArrayList<>();
    for (int place = 0; place < sizes.length; place++) {
      values.add(columns(input, place).dup('c'));
      if (gradient != null) {
        gradients.add(OffHeap.create(dataType, input.size(0), sizes[place]));
      }
    }
    double[] found = evaluator.perImage(values, compared, weight, gradients);
    for (int place = 0; place < gradients.size(); place++) {
      columns(gradient, place).assign(gradients.get(place));
    }
    return found;
  }

  /** The part of merged rows that comes from a place, as a view. */
  private INDArray columns(INDArray rows, int place) {
    int[] sizes = layerConf().sizes();
    int from = Arrays.stream(sizes, 0, place).sum();
    return rows.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + sizes[place]));
  }

  /** Unweighted terms of the last step's images; they outlive the step. */
  double[] lastTerms() {
    if (terms == null) {
      throw new IllegalStateException(layerId() + " has seen no minibatch yet");
    }
    return terms;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    requireInputAndLabels();
    INDArray gradient =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), 'c');
    terms = terms(gradient);
    current = true;
    return new Pair<>(new DefaultGradient(), gradient);
  }

  @Override
  public double computeScore(
      double regularisation, boolean training, LayerWorkspaceMgr workspaces) {
    requireInputAndLabels();
    if (!current) {
      terms = terms(null);
    }
    double sum = 0;
    for (double term : terms) {
      sum += term;
    }
    return weight * sum / terms.length + regularisation;
  }

  @Override
  public INDArray computeScoreForExamples(double regularisation, LayerWorkspaceMgr workspaces) {
    requireInputAndLabels();
    double[] scores = terms(null);
    INDArray out =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, new long[] {scores.length, 1}, 'c');
    for (int i = 0; i < scores.length; i++) {
      scores[i] = weight * scores[i] + regularisation;
    }
    OffHeap.write(scores, out);
    return out;
  }

  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
    super.setInput(input, workspaces);
    current = false;
  }

  @Override
  public void clear() {
    super.clear();
    labels = null;
    current = false;
  }

  @Override
  public void setLabels(INDArray labels) {
    this.labels = labels;
    current = false;
  }

  @Override
  public INDArray getLabels() {
    return labels;
  }

  /** What the term is computed from: scores and maps are made by the inference form. */
  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    return workspaces.dup(ArrayType.ACTIVATIONS, input);
  }

  @Override
  public boolean needsLabels() {
    return true;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // there are no weights
  }

  private void requireInputAndLabels() {
    if (input == null || labels == null) {
      throw new IllegalStateException("a head needs input and labels; missing at " + layerId());
    }
  }

  @Override
  public double f1Score(DataSet data) {
    throw noClassifier();
  }

  @Override
  public double f1Score(INDArray examples, INDArray labels) {
    throw noClassifier();
  }

  @Override
  @Deprecated
  public int numLabels() {
    throw noClassifier();
  }

  @Override
  public void fit(DataSetIterator data) {
    throw noClassifier();
  }

  @Override
  public int[] predict(INDArray examples) {
    throw noClassifier();
  }

  @Override
  public List<String> predict(DataSet data) {
    throw noClassifier();
  }

  @Override
  public void fit(INDArray examples, INDArray labels) {
    throw noClassifier();
  }

  @Override
  public void fit(DataSet data) {
    throw noClassifier();
  }

  @Override
  public void fit(INDArray examples, int[] labels) {
    throw noClassifier();
  }

  private UnsupportedOperationException noClassifier() {
    return new UnsupportedOperationException(layerId() + " is no classifier");
  }
}
