package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.LossTerm;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A part of the KL divergence, of which the three add up to log q(z|x) − log p(z) for the sample z
 * of each image. The aggregate posterior q(z) is that of the minibatch, (1/M)·Σ q(z|x) over its M
 * images. The estimate by minibatch-weighted sampling of Chen et al. takes N·M for M, N the images
 * of the training set: that adds constants, and the gradient is the same whatever N is.
 *
 * @param of which part
 * @see <a href="https://arxiv.org/abs/1802.04942">Chen et al. 2018</a>
 */
public record KlPart(Of of) implements LossTerm {
  /** The parts, each a difference of log-densities at the sample. */
  public enum Of {
    /** Index-code mutual information, log q(z|x) − log q(z): at most log M on average. */
    MUTUAL_INFORMATION("mutual_information", 1, -1, 0, 0),
    /** Total correlation, log q(z) − Σ log q(z_j): 0 if the latent units are independent. */
    TOTAL_CORRELATION("total_correlation", 0, 1, -1, 0),
    /** Dimension-wise KL divergence, Σ log q(z_j) − log p(z_j). */
    DIMENSION_WISE_KL("dimension_wise_kl", 0, 0, 1, -1);

    private final String term;
    private final int own;
    private final int joint;
    private final int marginal;
    private final int prior;

    Of(String term, int own, int joint, int marginal, int prior) {
      this.term = term;
      this.own = own;
      this.joint = joint;
      this.marginal = marginal;
      this.prior = prior;
    }
  }

  @Override
  public String name() {
    return of.term;
  }

  @Override
  public String unit() {
    return "nats";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.MEAN, Architecture.LOG_VARIANCE, Architecture.LATENT);
  }

  @Override
  public Compared compares() {
    return Compared.NOTHING;
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new Evaluator() {
      @Override
      public double[] perImage(
          List<INDArray> values, INDArray images, double weight, List<INDArray> gradients) {
        AggregatePosterior posterior =
            new AggregatePosterior(
                OffHeap.read(values.get(0)),
                OffHeap.read(values.get(1)),
                OffHeap.read(values.get(2)),
                (int) values.get(0).size(0));
        double[] terms = posterior.combined(of.own, of.joint, of.marginal, of.prior);
        if (!gradients.isEmpty()) {
          OffHeap.write(scaled(posterior.byMean(), weight), gradients.get(0));
          OffHeap.write(scaled(posterior.byLogVariance(), weight), gradients.get(1));
          OffHeap.write(scaled(posterior.bySample(), weight), gradients.get(2));
        }
        return terms;
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  private static double[] scaled(double[] values, double weight) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= weight;
    }
    return values;
  }
}
