package io.latentlake.model;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How a configured layer becomes one that runs. */
final class Instances {
  private Instances() {}

  /** Gives a layer its place in the network and its part of the parameters. */
  static Layer of(
      Layer layer,
      ParamInitializer initializer,
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize) {
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer.init(configuration, parameters, initialize));
    layer.setConf(configuration);
    return layer;
  }
}
