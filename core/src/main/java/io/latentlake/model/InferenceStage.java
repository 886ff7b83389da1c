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
}
