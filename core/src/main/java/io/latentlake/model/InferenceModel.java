package io.latentlake.model;

import io.latentlake.image.ImageShape;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model ready to score. Not thread-safe. Arrays it returns belong to the caller, who closes each,
 * or opens {@link #scope()} around a minibatch and closes that.
 */
public final class InferenceModel implements AutoCloseable {
  InferenceModel() {}

  public ImageShape shape() {
    throw new UnsupportedOperationException();
  }

  public int latentSize() {
    throw new UnsupportedOperationException();
  }

  public boolean variational() {
    throw new UnsupportedOperationException();
  }

  public Loss loss() {
    throw new UnsupportedOperationException();
  }

  /** All arrays made by this thread until the scope is closed live in it and vanish with it. */
  public MemoryWorkspace scope() {
    throw new UnsupportedOperationException();
  }

  public INDArray input(byte[][] pixels) {
    throw new UnsupportedOperationException();
  }

  public Posterior encode(INDArray x) {
    throw new UnsupportedOperationException();
  }

  public INDArray decode(INDArray z) {
    throw new UnsupportedOperationException();
  }

  public INDArray reconstruct(INDArray x) {
    throw new UnsupportedOperationException();
  }

  public double[] reconstructionError(INDArray x, INDArray decoded) {
    throw new UnsupportedOperationException();
  }

  public double[] squaredErrorSum(INDArray x, INDArray decoded) {
    throw new UnsupportedOperationException();
  }

  public static double[] klNats(Posterior posterior) {
    throw new UnsupportedOperationException();
  }

  public double[] values(Target target, INDArray x) {
    throw new UnsupportedOperationException();
  }

  public TargetGradient gradient(Target target, INDArray x) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
