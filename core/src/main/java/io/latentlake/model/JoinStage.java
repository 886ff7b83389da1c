package io.latentlake.model;

import io.latentlake.kernel.Scratch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Rows of several inputs as one row an image, one input after the other. */
final class JoinStage implements InferenceStage {
  private final Scratch joined = new Scratch();
  private final List<Scratch> parts = new ArrayList<>();
  private long[] widths = {};

  @Override
  public INDArray forward(List<INDArray> inputs) {
    widths = inputs.stream().mapToLong(input -> input.size(1)).toArray();
    INDArray first = inputs.get(0);
    INDArray out = joined.of(first.dataType(), first.size(0), Arrays.stream(widths).sum());
    long from = 0;
    for (INDArray input : inputs) {
      columns(out, from, input.size(1)).assign(input);
      from += input.size(1);
    }
    return out;
  }

  @Override
  public List<INDArray> backward(INDArray gradient) {
    List<INDArray> byInputs = new ArrayList<>();
    long from = 0;
    for (int i = 0; i < widths.length; i++) {
      if (i == parts.size()) {
        parts.add(new Scratch());
      }
      INDArray part = parts.get(i).of(gradient.dataType(), gradient.size(0), widths[i]);
      part.assign(columns(gradient, from, widths[i]));
      byInputs.add(part);
      from += widths[i];
    }
    return byInputs;
  }

  private static INDArray columns(INDArray rows, long from, long width) {
    return rows.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + width));
  }

  @Override
  public void close() {
    joined.close();
    parts.forEach(Scratch::close);
  }
}
