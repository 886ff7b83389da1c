package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Binary cross-entropy from logits: −Σ [t·ln σ(x) + (1−t)·ln(1−σ(x))] = Σ [ln(1+e^x) − x·t], finite
 * for every logit.
 */
public interface CrossEntropyKernel extends AutoCloseable {
  /**
   * The loss of each image and its derivative.
   *
   * @param logits [images, ...]
   * @param pixels what σ(logits) should be, in [0, 1], as many values
   * @param gradient receives the derivative of an image's loss by its logits, σ(x) − t; a plain
   *     array of as many values, or null
   * @return nats per image, summed over its values; lower is better
   */
  double[] nats(INDArray logits, INDArray pixels, INDArray gradient);

  /**
   * The logistic function.
   *
   * @param logits any shape
   * @param out receives values in [0, 1]; a plain array of as many
   */
  void logistic(INDArray logits, INDArray out);

  @Override
  void close();
}
