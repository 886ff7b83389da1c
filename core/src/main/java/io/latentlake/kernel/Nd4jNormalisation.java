package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation by ND4J.
 *
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015, section 3</a>
 */
final class Nd4jNormalisation implements NormalisationKernel {
  private static final int[] ALL_BUT_CHANNELS = {0, 2, 3};

  private final double epsilon;
  private final double slope;

  Nd4jNormalisation(double epsilon, double slope) {
    this.epsilon = epsilon;
    this.slope = slope;
  }

  @Override
  public void forward(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray out) {
    mean.assign(x.mean(ALL_BUT_CHANNELS).reshape(mean.shape()));
    variance.assign(x.var(false, ALL_BUT_CHANNELS).reshape(variance.shape()));
    apply(x, gamma, beta, mean, variance, out);
  }

  @Override
  public void apply(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray out) {
    INDArray result = standardised(x, mean, variance).muli(channels(gamma)).addi(channels(beta));
    if (slope == Kernels.LINEAR) {
      out.assign(result);
    } else {
      Rectify.forward(result, slope, out);
    }
  }

  @Override
  public void backward(
      INDArray x,
      INDArray out,
      INDArray gradient,
      INDArray gamma,
      INDArray mean,
      INDArray variance,
      INDArray xGradient,
      INDArray gammaGradient,
      INDArray betaGradient) {
    INDArray incoming = gradient;
    if (slope != Kernels.LINEAR) {
      incoming = gradient.ulike();
      Rectify.backward(out, slope, gradient, incoming);
    }
    INDArray standard = standardised(x, mean, variance);
    INDArray byBeta = incoming.sum(ALL_BUT_CHANNELS);
    INDArray byGamma = incoming.mul(standard).sum(ALL_BUT_CHANNELS);
    gammaGradient.assign(byGamma.reshape(gammaGradient.shape()));
    betaGradient.assign(byBeta.reshape(betaGradient.shape()));
    double values = (double) x.length() / x.size(1);
    // γ/σ · (g − mean(g) − x̂·mean(g·x̂))
    xGradient.assign(
        incoming
            .sub(channels(byBeta).div(values))
            .subi(standard.muli(channels(byGamma).div(values)))
            .muli(channels(gamma))
            .divi(deviation(variance)));
  }

  private INDArray standardised(INDArray x, INDArray mean, INDArray variance) {
    return x.sub(channels(mean)).divi(deviation(variance));
  }

  private INDArray deviation(INDArray variance) {
    return channels(Transforms.sqrt(variance.add(epsilon), false));
  }

  private static INDArray channels(INDArray values) {
    return values.reshape(1, values.length(), 1, 1);
  }

  @Override
  public void close() {
    // it keeps nothing
  }
}
