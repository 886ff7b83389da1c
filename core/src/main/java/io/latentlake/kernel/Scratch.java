package io.latentlake.kernel;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One array that is used again for every minibatch of the same size: fresh memory costs more than
 * the arithmetic. It lives outside every workspace.
 */
public final class Scratch implements AutoCloseable {
  private INDArray array;

  /** The array in that shape; its values are those it had, or zeros if it is new. */
  @SuppressWarnings("try") // leaves the workspace by closing
  public INDArray of(DataType type, long... shape) {
    if (array == null || !Arrays.equals(array.shape(), shape)) {
      close();
      try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        array = Nd4j.create(type, shape, 'c');
      }
    }
    return array;
  }

  @Override
  public void close() {
    if (array != null) {
      array.close();
      array = null;
    }
  }
}
