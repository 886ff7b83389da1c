package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Operation;
import io.latentlake.model.LatentTerm;
import java.util.ArrayList;
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
 * @param codebook of K codes
 */
public record CodebookDisuse(Operation.Quantise codebook) implements LatentTerm {
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
  public Scope scope() {
    return Scope.MINIBATCH;
  }

  @Override
  public double[] penalise(List<double[]> latent, int images) {
    double[] vectors = latent.get(0);
    double[] terms = new double[images];
    Collection<Integer> uses = uses(vectors, vectors.length / images);
    int parts = vectors.length / codebook.size();
    Arrays.fill(terms, Math.log(codebook.codes()) - entropy(uses, parts));
    Arrays.fill(vectors, 0);
    return terms;
  }

  /** How often each vector occurs: codes differ in their vectors. */
  private Collection<Integer> uses(double[] latent, int units) {
    Map<List<Double>, Integer> uses = new HashMap<>();
    int parts = units / codebook.size();
    for (int image = 0; image < latent.length; image += units) {
      for (int part = 0; part < parts; part++) {
        List<Double> vector = new ArrayList<>();
        for (int value = 0; value < codebook.size(); value++) {
          vector.add(latent[image + codebook.at(part, value)]);
        }
        uses.merge(vector, 1, Integer::sum);
      }
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
