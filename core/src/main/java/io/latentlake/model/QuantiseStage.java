package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The nearest vectors of a codebook; a gradient passes straight through, as in training. */
final class QuantiseStage extends OneInputStage {
  private final CodeVectors vectors;
  private final Scratch quantised = new Scratch();
  private final Scratch passed = new Scratch();

  QuantiseStage(CodeVectors vectors) {
    this.vectors = vectors;
  }

  @Override
  INDArray forward(INDArray input) {
    double[] values = OffHeap.read(input);
    vectors.quantise(values, (int) input.size(0));
    INDArray out = quantised.of(input.dataType(), input.shape());
    OffHeap.write(values, out);
    return out;
  }

  @Override
  INDArray inputGradient(INDArray gradient) {
    INDArray out = passed.of(gradient.dataType(), gradient.shape());
    OffHeap.write(OffHeap.read(gradient), out);
    return out;
  }

  @Override
  public void close() {
    quantised.close();
    passed.close();
  }
}
