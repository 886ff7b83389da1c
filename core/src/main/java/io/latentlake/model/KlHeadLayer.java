package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link KlHead}. */
final class KlHeadLayer extends HeadLayer<KlHead> {
  private static final long serialVersionUID = 1L;

  private double beta;

  KlHeadLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  @Override
  double weight() {
    return beta;
  }

  @Override
  double[] terms(INDArray input, INDArray labels, INDArray gradient) {
    int images = (int) input.size(0);
    int latent = (int) input.size(1) / 2;
    beta = labels.getDouble(0);
    double[] posterior = OffHeap.read(input);
    double[] derivative = gradient == null ? null : new double[posterior.length];
    double[] terms = new double[images];
    for (int i = 0; i < images; i++) {
      int means = 2 * latent * i;
      for (int j = means; j < means + latent; j++) {
        double mean = posterior[j];
        double logVariance = posterior[j + latent];
        terms[i] += KlDivergence.nats(mean, logVariance);
        if (derivative != null) {
          derivative[j] = beta * mean;
          derivative[j + latent] = beta * KlDivergence.byLogVariance(logVariance);
        }
      }
    }
    if (gradient != null) {
      OffHeap.write(derivative, gradient);
    }
    return terms;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    int latent = (int) input.size(1) / 2;
    double[] posterior = OffHeap.read(input);
    double[] nats = new double[(int) input.size(0)];
    for (int i = 0; i < nats.length; i++) {
      for (int j = 2 * latent * i; j < 2 * latent * i + latent; j++) {
        nats[i] += KlDivergence.nats(posterior[j], posterior[j + latent]);
      }
    }
    INDArray out =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, input.dataType(), new long[] {nats.length, 1}, 'c');
    OffHeap.write(nats, out);
    return out;
  }
}
