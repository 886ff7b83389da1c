package io.latentlake.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;

/**
 * Where in the vector of a network's parameters those lie that the optimiser learns, and where the
 * running statistics of batch normalisations lie, which only follow the images.
 *
 * @param learnt what the optimiser learns, in order
 * @param statistics of each batch normalisation, in order
 */
record ParameterPlaces(List<Span> learnt, List<Statistics> statistics) {
  /**
   * A part of the vector.
   *
   * @param from its first index
   * @param to the index after its last
   */
  record Span(int from, int to) {}

  /**
   * The running statistics of one batch normalisation.
   *
   * @param mean index of the mean of the first channel
   * @param variance index of the variance of the first channel
   * @param channels how many there are of each
   */
  record Statistics(int mean, int variance, int channels) {}

  /** Copies the lists. */
  ParameterPlaces {
    learnt = List.copyOf(learnt);
    statistics = List.copyOf(statistics);
  }

  /** Finds the places in a network. */
  static ParameterPlaces of(ComputationGraph network) {
    List<Statistics> statistics = new ArrayList<>();
    for (Layer layer : network.getLayers()) {
      if (layer.conf().getLayer() instanceof BatchNormalization normalisation) {
        statistics.add(
            new Statistics(
                index(network, layer, BatchNormalizationParamInitializer.GLOBAL_MEAN),
                index(network, layer, BatchNormalizationParamInitializer.GLOBAL_VAR),
                Math.toIntExact(normalisation.getNOut())));
      }
    }
    statistics.sort(Comparator.comparingInt(Statistics::mean));
    List<Span> learnt = new ArrayList<>();
    int from = 0;
    for (Statistics of : statistics) {
      // the variances follow the means
      learnt.add(new Span(from, of.mean()));
      from = of.variance() + of.channels();
    }
    learnt.add(new Span(from, Math.toIntExact(network.numParams())));
    return new ParameterPlaces(learnt, statistics);
  }

  private static int index(ComputationGraph network, Layer layer, String parameter) {
    return Math.toIntExact(layer.getParam(parameter).offset() - network.params().offset());
  }
}
