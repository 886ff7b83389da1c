package io.latentlake.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A step of the inference form. The arrays it returns are its own and are overwritten by its next
 * call.
 */
interface InferenceStage extends AutoCloseable {
  /** Output for a minibatch. */
  INDArray forward(INDArray input);

  /** Gradient by the input of the last forward pass, from the one by its output. */
  INDArray backward(INDArray gradient);

  @Override
  void close();

  /** The output of several stages, one after the other. */
  static INDArray forward(Iterable<InferenceStage> stages, INDArray input) {
    INDArray here = input;
    for (InferenceStage stage : stages) {
      here = stage.forward(here);
    }
    return here;
  }

  /** The gradient back through several stages. */
  static INDArray backward(java.util.List<InferenceStage> stages, INDArray gradient) {
    INDArray here = gradient;
    for (int i = stages.size() - 1; i >= 0; i--) {
      here = stages.get(i).backward(here);
    }
    return here;
  }
}
