package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The reconstruction loss, summed over channels and pixels, or over features and places.
 *
 * @param loss which
 * @param unit of what it compares
 */
public record Reconstruction(Loss loss, String unit) implements LossTerm {
  /** Its name. */
  public static final String NAME = "reconstruction";

  /**
   * Of pixels.
   *
   * @param loss which
   */
  public Reconstruction(Loss loss) {
    this(loss, loss.unit());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.DECODED);
  }

  @Override
  public Compared compares() {
    return Compared.IMAGES;
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new PixelTermEvaluator(loss, type);
  }
}
