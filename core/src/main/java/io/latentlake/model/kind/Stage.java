package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Operation.Add;
import io.latentlake.architecture.Operation.Convolution;
import io.latentlake.architecture.Operation.Normalise;
import io.latentlake.architecture.Operation.Rectify;

/** What follows the convolution of a stage. */
enum Stage {
  /** A rectifier. */
  RECTIFIED {
    @Override
    void finish(Architecture.Builder network, String stage, double slope) {
      network.add(stage + "-activation", new Rectify(slope));
    }
  },
  /** Batch normalisation and a rectifier. */
  PLAIN {
    @Override
    void finish(Architecture.Builder network, String stage, double slope) {
      rectified(network, stage, slope);
    }
  },
  /**
   * The same and a residual block, x + normalised convolution of (rectified normalised convolution
   * of x), with nothing after the sum.
   *
   * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2015, Deep Residual Learning</a>
   * @see <a href="http://torch.ch/blog/2016/02/04/resnets.html">Gross and Wilber 2016</a>, who
   *     found the rectifier after the sum of no use
   */
  RESIDUAL {
    @Override
    void finish(Architecture.Builder network, String stage, double slope) {
      rectified(network, stage, slope);
      String input = network.last();
      Convolution convolution = Convolution.keeping(network.shape().channels(), false);
      network.add(stage + "-inner-convolution", convolution);
      rectified(network, stage + "-inner", slope);
      network.add(stage + "-outer-convolution", convolution);
      network.add(stage + "-outer-normalisation", new Normalise());
      network.add(stage + "-sum", new Add(), input, network.last());
    }
  };

  /**
   * Adds it.
   *
   * @param network whose last node is a convolution, or what stands for one
   * @param stage name of the stage
   * @param slope of rectifiers below zero
   */
  abstract void finish(Architecture.Builder network, String stage, double slope);

  private static void rectified(Architecture.Builder network, String stage, double slope) {
    network.add(stage + "-normalisation", new Normalise());
    network.add(stage + "-activation", new Rectify(slope));
  }
}
