package io.latentlake.model;

import io.latentlake.kernel.NormalisationKernel;
import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link Normalisation}. */
final class NormalisationLayer extends KernelLayer<Normalisation> {
  private static final long serialVersionUID = 1L;
  private static final String GAMMA = BatchNormalizationParamInitializer.GAMMA;
  private static final String BETA = BatchNormalizationParamInitializer.BETA;
  private static final String MEAN = BatchNormalizationParamInitializer.GLOBAL_MEAN;
  private static final String VARIANCE = BatchNormalizationParamInitializer.GLOBAL_VAR;

  private transient NormalisationKernel kernel;
  private transient Scratch meanOfMinibatch;
  private transient Scratch varianceOfMinibatch;
  private transient INDArray out;

  NormalisationLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  private NormalisationKernel kernel() {
    if (kernel == null) {
      kernel = kernels().normalisation(layerConf().getEps(), layerConf().negativeSlope());
      meanOfMinibatch = new Scratch();
      varianceOfMinibatch = new Scratch();
    }
    return kernel;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    out = activations(workspaces, input.shape());
    NormalisationKernel normalisation = kernel();
    if (training) {
      normalisation.forward(
          input,
          getParam(GAMMA),
          getParam(BETA),
          meanOfMinibatch.of(dataType, layerConf().getNOut()),
          varianceOfMinibatch.of(dataType, layerConf().getNOut()),
          out);
    } else {
      normalisation.apply(
          input, getParam(GAMMA), getParam(BETA), getParam(MEAN), getParam(VARIANCE), out);
    }
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray mean = meanOfMinibatch.of(dataType, layerConf().getNOut());
    INDArray variance = varianceOfMinibatch.of(dataType, layerConf().getNOut());
    INDArray result = inputGradient(workspaces);
    kernel()
        .backward(
            input,
            out,
            epsilon,
            getParam(GAMMA),
            mean,
            variance,
            result,
            gradientViews.get(GAMMA),
            gradientViews.get(BETA));
    step(MEAN, mean);
    step(VARIANCE, variance);
    Gradient gradient = new DefaultGradient();
    for (String parameter : new String[] {GAMMA, BETA, MEAN, VARIANCE}) {
      gradient.setGradientFor(parameter, gradientViews.get(parameter));
    }
    return new Pair<>(gradient, result);
  }

  /**
   * The step of a running statistic, which the optimiser subtracts as it is: so that averaging over
   * workers averages the statistic too.
   */
  private void step(String statistic, INDArray ofMinibatch) {
    double[] running = OffHeap.read(getParam(statistic));
    double[] now = OffHeap.read(ofMinibatch);
    double share = layerConf().minibatchShare(getIterationCount());
    for (int i = 0; i < running.length; i++) {
      running[i] = share * (running[i] - now[i]);
    }
    OffHeap.write(running, gradientViews.get(statistic));
  }

  /** The step of a running statistic is no sum over the minibatch's images. */
  @Override
  public boolean updaterDivideByMinibatch(String parameter) {
    return !parameter.equals(MEAN) && !parameter.equals(VARIANCE);
  }

  @Override
  public void clear() {
    super.clear();
    out = null;
  }

  @Override
  public boolean hasBias() {
    return false;
  }

  @Override
  public Type type() {
    return Type.NORMALIZATION;
  }
}
