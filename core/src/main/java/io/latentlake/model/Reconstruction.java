package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The reconstruction loss, summed over channels and pixels.
 *
 * @param loss which
 */
public record Reconstruction(Loss loss) implements LossTerm {
  /** Its name. */
  public static final String NAME = "reconstruction";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String unit() {
    return loss.unit();
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
