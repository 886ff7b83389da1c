package io.latentlake.model;

import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.Scratch;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of two inputs. */
final class AddStage implements InferenceStage {
  private final Scratch sum = new Scratch();
  private final Scratch first = new Scratch();
  private final Scratch second = new Scratch();

  @Override
  public INDArray forward(List<INDArray> inputs) {
    INDArray out = copy(inputs.get(0), sum);
    Sums.add(inputs.get(1), out);
    return out;
  }

  @Override
  public List<INDArray> backward(INDArray gradient) {
    // an array each: what comes by another way is added to it
    return List.of(copy(gradient, first), copy(gradient, second));
  }

  private static INDArray copy(INDArray values, Scratch scratch) {
    INDArray copy =
        Kernels.orderOf(values)
            .create(plain -> scratch.of(values.dataType(), plain), values.shape());
    Sums.copy(values, copy);
    return copy;
  }

  @Override
  public void close() {
    sum.close();
    first.close();
    second.close();
  }
}
