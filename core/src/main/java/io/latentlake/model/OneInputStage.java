package io.latentlake.model;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A stage with one input. */
abstract class OneInputStage implements InferenceStage {
  /** Output for a minibatch. */
  abstract INDArray forward(INDArray input);

  /** Gradient by the input of the last forward pass, from the one by its output. */
  abstract INDArray inputGradient(INDArray gradient);

  @Override
  public final INDArray forward(List<INDArray> inputs) {
    return forward(inputs.get(0));
  }

  @Override
  public final List<INDArray> backward(INDArray gradient) {
    return List.of(inputGradient(gradient));
  }
}
