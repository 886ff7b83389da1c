package io.latentlake.model;

import java.util.Arrays;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The head that computes a {@link LossTerm}. Labels are what the term compares with or, if it is
 * nothing, the term's weight in this step, [images, 1]. The values of several places come as one
 * row, a place after the other.
 */
public final class TermHead extends ParameterlessLayer {
  private static final long serialVersionUID = 1L;

  private final LossTerm term;
  private final double weight;
  private final int[] sizes;

  /**
   * Makes the head.
   *
   * @param term what it computes, and the weight of one that compares with something
   * @param sizes values an image at each of the term's places
   */
  TermHead(WeightedTerm term, int[] sizes) {
    this.term = term.term();
    this.weight = term.weight();
    this.sizes = sizes.clone();
  }

  LossTerm term() {
    return term;
  }

  double weight() {
    return weight;
  }

  int[] sizes() {
    return sizes;
  }

  @Override
  Layer layer(NeuralNetConfiguration configuration, DataType type) {
    return new TermHeadLayer(configuration, type);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof TermHead that
        && term.equals(that.term)
        && weight == that.weight
        && Arrays.equals(sizes, that.sizes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), term, weight, Arrays.hashCode(sizes));
  }
}
