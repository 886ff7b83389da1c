package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * How badly the map of defects marks the pixels that a corruption has changed: binary
 * cross-entropy, summed over pixels.
 */
public record DefectSegmentation() implements LossTerm {
  /** Its name. */
  public static final String NAME = "defect_segmentation";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String unit() {
    return Loss.NATS;
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.DEFECT);
  }

  @Override
  public Compared compares() {
    return Compared.CHANGES;
  }

  @Override
  public Scope scope() {
    return Scope.DRAWS;
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new PixelTermEvaluator(Loss.named(Loss.BCE), type);
  }
}
