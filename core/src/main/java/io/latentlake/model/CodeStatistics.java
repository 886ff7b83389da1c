package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The statistics that the vectors of a {@link Codebook} follow from, as {@link CodeVectors} says.
 */
final class CodeStatistics implements ParamInitializer {
  /** The one parameter's name. */
  static final String KEY = "codes";

  /**
   * How much a code counts for that has stood for nothing yet: less than a code in use ever does,
   * so that the first minibatch gives it a vector.
   */
  private static final double UNBORN = 1e-3;

  @Override
  public long numParams(NeuralNetConfiguration configuration) {
    return numParams(configuration.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    Codebook codebook = (Codebook) layer;
    return (long) codebook.codes() * (codebook.size() + 1);
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return List.of(KEY);
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return List.of();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return false;
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration configuration, INDArray parameters, boolean initialize) {
    INDArray statistics = parameters.reshape(parameters.length());
    if (initialize) {
      int row = ((Codebook) configuration.getLayer()).size() + 1;
      Random random = new Random(configuration.getSeed());
      double[] values = new double[(int) statistics.length()];
      for (int i = 0; i < values.length; i++) {
        boolean count = i % row == row - 1;
        values[i] = UNBORN * (count ? 1 : random.nextGaussian());
      }
      OffHeap.write(values, statistics);
    }
    configuration.addVariable(KEY);
    Map<String, INDArray> named = new LinkedHashMap<>();
    named.put(KEY, statistics);
    return named;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration configuration, INDArray gradient) {
    Map<String, INDArray> named = new LinkedHashMap<>();
    named.put(KEY, gradient.reshape(gradient.length()));
    return named;
  }
}
