package io.latentlake.model.anomaly;

import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.onnx.Tensor;

/** {@code reconstruction_error}: the loss the model was trained on, summed over the image. */
public final class ReconstructionErrorScore implements AnomalyScore {
  /** Its name. */
  public static final String NAME = "reconstruction_error";

  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String inWords() {
    return "reconstruction error";
  }

  @Override
  public String unit(ModelOptions model) {
    return model.lossUnit();
  }

  @Override
  public double[] perImage(Reconstructions found) {
    return found.reconstructionError();
  }

  @Override
  public Tensor onnx(OnnxReconstructions found) {
    return found.reconstructionError();
  }
}
