package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The reconstruction loss, summed over channels and pixels.
 *
 * @param loss which; its unit is nats or squared pixel units
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
  public boolean comparesImages() {
    return true;
  }

  @Override
  public Evaluator evaluator(DataType type) {
    PixelLoss pixels = new PixelLoss(loss, type);
    return new Evaluator() {
      @Override
      public double[] perImage(
          List<INDArray> values, INDArray images, double weight, List<INDArray> gradients) {
        INDArray decoded = values.get(0);
        if (decoded.length() != images.length() || decoded.size(0) != images.size(0)) {
          throw new IllegalArgumentException(
              "the network makes images of "
                  + decoded.shapeInfoToString()
                  + ", but is compared with "
                  + images.shapeInfoToString());
        }
        INDArray gradient = gradients.isEmpty() ? null : gradients.get(0);
        double[] terms = pixels.perImage(decoded, images, gradient);
        if (gradient != null && weight != 1) {
          gradient.muli(weight);
        }
        return terms;
      }

      @Override
      public void close() {
        pixels.close();
      }
    };
  }
}
