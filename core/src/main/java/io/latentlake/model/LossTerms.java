package io.latentlake.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What one training step lost, summed over the minibatch's images.
 *
 * @param images how many images
 * @param sums each term, in the order of the model's terms
 */
public record LossTerms(long images, List<Sum> sums) {
  /**
   * A term of the step.
   *
   * @param name of the term
   * @param sum over images, without the weight
   * @param weight that it had in the step
   */
  public record Sum(String name, double sum, double weight) {}

  /** Copies the sums. */
  public LossTerms {
    sums = List.copyOf(sums);
  }

  /**
   * Reads what the heads of a graph saw in its last training step or score.
   *
   * @param graph built by {@link TrainingGraph}
   * @return the terms
   * @throws IllegalStateException if the graph has seen no minibatch yet
   */
  public static LossTerms of(ComputationGraph graph) {
    long images = 0;
    List<Sum> sums = new ArrayList<>();
    for (String output : graph.getConfiguration().getNetworkOutputs()) {
      TermHeadLayer head = (TermHeadLayer) graph.getLayer(output);
      double[] terms = head.lastTerms();
      images = terms.length;
      sums.add(new Sum(head.term().name(), Arrays.stream(terms).sum(), head.weight()));
    }
    return new LossTerms(images, sums);
  }
}
