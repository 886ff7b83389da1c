package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.LatentTerm;
import java.util.List;

/**
 * What the KL divergence of a minibatch, its mean over the images, lacks to a floor: max(0, floor −
 * KL). Added to the KL divergence with the same weight, it makes that cost as much as the floor
 * wherever it is lower; with twice the weight, it makes |KL − floor| of it but for a constant.
 *
 * @param of what has the floor
 * @param floor in nats, at least 0
 * @see <a href="https://arxiv.org/abs/1606.04934">Kingma et al. 2016, appendix C.8</a>
 * @see <a href="https://arxiv.org/abs/1804.03599">Burgess et al. 2018, section 5</a>
 */
public record KlShortfall(Of of, double floor) implements LatentTerm {
  /** What has a floor of its own. */
  public enum Of {
    /** Each latent unit; their shortfalls are summed. */
    UNITS("free_bits"),
    /** All latent units together. */
    LATENT("capacity");

    private final String term;

    Of(String term) {
      this.term = term;
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
    return List.of(Architecture.MEAN, Architecture.LOG_VARIANCE);
  }

  @Override
  public Scope scope() {
    return Scope.MINIBATCH;
  }

  @Override
  public double[] penalise(List<double[]> posterior, int images) {
    double[] mean = posterior.get(0);
    double[] logVariance = posterior.get(1);
    int latent = mean.length / images;
    int groups = of == Of.UNITS ? latent : 1;
    double[] lacking = new double[groups];
    for (int i = 0; i < mean.length; i++) {
      lacking[i % groups] -= KlDivergence.nats(mean[i], logVariance[i]) / images;
    }
    double[] terms = new double[images];
    for (int i = 0; i < mean.length; i++) {
      int group = i % groups;
      if (lacking[group] + floor > 0) {
        // the floor is shared out among a group's units, of which an image has latent / groups
        double share = floor * groups / latent;
        terms[i / latent] += share - KlDivergence.nats(mean[i], logVariance[i]);
        mean[i] = -mean[i];
        logVariance[i] = -KlDivergence.byLogVariance(logVariance[i]);
      } else {
        mean[i] = 0;
        logVariance[i] = 0;
      }
    }
    return terms;
  }
}
