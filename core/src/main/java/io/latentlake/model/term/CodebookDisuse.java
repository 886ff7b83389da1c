package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.LatentTerm;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How unevenly a minibatch uses the codes of a codebook: log K − H, where H is the entropy of the
 * codes that stand for its images and K the number of codes. 0 if all are used alike, log K if only
 * one is; the perplexity of the codes is K·exp(−this). It has no gradient: it is only watched.
 *
 * @param codes K
 * @param size values of a code's vector
 */
public record CodebookDisuse(int codes, int size) implements LatentTerm {
  @Override
  public String name() {
    return "codebook_disuse";
  }

  @Override
  public String unit() {
    return "nats";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.LATENT);
  }

  @Override
  public double[] penalise(List<double[]> latent, int images) {
    double[] vectors = latent.get(0);
    double[] terms = new double[images];
    Arrays.fill(terms, Math.log(codes) - entropy(uses(vectors), vectors.length / size));
    Arrays.fill(vectors, 0);
    return terms;
  }

  /** How often each vector occurs: codes differ in their vectors. */
  private Collection<Integer> uses(double[] latent) {
    Map<List<Double>, Integer> uses = new HashMap<>();
    for (int from = 0; from < latent.length; from += size) {
      List<Double> vector = Arrays.stream(latent, from, from + size).boxed().toList();
      uses.merge(vector, 1, Integer::sum);
    }
    return uses.values();
  }

  private static double entropy(Collection<Integer> uses, int parts) {
    double entropy = 0;
    for (int count : uses) {
      double share = (double) count / parts;
      entropy -= share * Math.log(share);
    }
    return entropy;
  }
}
