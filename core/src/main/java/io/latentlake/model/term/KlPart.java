package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.LatentTerm;
import java.util.List;

/**
 * A part of the KL divergence, of which the three add up to log q(z|x) − log p(z) for the sample z
 * of each image. The aggregate posterior q(z) is that of the minibatch, (1/M)·Σ q(z|x) over its M
 * images. The estimate by minibatch-weighted sampling of Chen et al. takes N·M for M, N the images
 * of the training set: that adds constants, and the gradient is the same whatever N is.
 *
 * @param of which part
 * @see <a href="https://arxiv.org/abs/1802.04942">Chen et al. 2018</a>
 */
public record KlPart(Of of) implements LatentTerm {
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
  public Scope scope() {
    return Scope.MINIBATCH;
  }

  @Override
  public double[] penalise(List<double[]> latent, int images) {
    AggregatePosterior posterior =
        new AggregatePosterior(latent.get(0), latent.get(1), latent.get(2), images);
    double[] terms = posterior.combined(of.own, of.joint, of.marginal, of.prior);
    copy(posterior.byMean(), latent.get(0));
    copy(posterior.byLogVariance(), latent.get(1));
    copy(posterior.bySample(), latent.get(2));
    return terms;
  }

  private static void copy(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }
}
