package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.LatentTerm;
import java.util.Arrays;
import java.util.List;

/**
 * How far the latent units' mean activations are from a target rate: Σ KL(ρ ‖ ρ̂) of Bernoulli
 * distributions, in nats, summed over latent units. A unit's activation is the logistic function of
 * its code, and ρ̂ its mean over the images of the minibatch, a worker's own. So the number belongs
 * to the minibatch: each of its images has the whole of it, and their mean is the number again.
 *
 * @param rate ρ, between 0 and 1
 * @see <a href="https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf">Ng 2011, Sparse
 *     autoencoder, section 3</a>
 */
public record RateDivergence(double rate) implements LatentTerm {
  /** A rate is at least so far from 0 and 1, where the divergence has no value. */
  private static final double LEAST = 1e-9;

  @Override
  public String name() {
    return "rate_divergence";
  }

  @Override
  public String unit() {
    return "nats";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.MEAN);
  }

  @Override
  public Scope scope() {
    return Scope.MINIBATCH;
  }

  @Override
  public double[] penalise(List<double[]> latent, int images) {
    double[] code = latent.get(0);
    int units = code.length / images;
    double[] means = new double[units];
    for (int i = 0; i < code.length; i++) {
      code[i] = 1 / (1 + Math.exp(-code[i]));
      means[i % units] += code[i] / images;
    }
    double divergence = 0;
    double[] byMean = new double[units];
    for (int unit = 0; unit < units; unit++) {
      double found = Math.max(LEAST, Math.min(1 - LEAST, means[unit]));
      divergence += rate * Math.log(rate / found) + (1 - rate) * Math.log((1 - rate) / (1 - found));
      byMean[unit] = (1 - rate) / (1 - found) - rate / found;
    }
    double[] terms = new double[images];
    Arrays.fill(terms, divergence);
    // a mean has one image's share of a code, and each image has the whole divergence
    for (int i = 0; i < code.length; i++) {
      code[i] = byMean[i % units] * code[i] * (1 - code[i]);
    }
    return terms;
  }
}
