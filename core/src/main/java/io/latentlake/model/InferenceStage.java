package io.latentlake.model;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A step of the inference form. The arrays it returns are its own and are overwritten by its next
 * call.
 */
interface InferenceStage extends AutoCloseable {
  /** Output for a minibatch. */
  INDArray forward(List<INDArray> inputs);

  /** Gradient by each input of the last forward pass, from the one by its output. */
  List<INDArray> backward(INDArray gradient);

  @Override
  void close();
}
