package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A stage as an {@link AffineLayer}; those of one sign of its weights are made when needed. */
final class WalkedLayer implements AffineLayer, AutoCloseable {
  private final ActivatedStage stage;
  private final Map<Sign, ActivatedStage> ofSign = new EnumMap<>(Sign.class);
  private INDArray input;
  private INDArray output;

  WalkedLayer(ActivatedStage stage) {
    this.stage = stage;
  }

  /** What went through the stage last. */
  void passed(INDArray from, INDArray to) {
    input = from;
    output = to;
  }

  @Override
  public double[] input() {
    return OffHeap.read(input);
  }

  @Override
  public double[] output() {
    return OffHeap.read(output);
  }

  @Override
  public double[] bias() {
    double[] ofChannels = OffHeap.read(stage.bias());
    double[] bias = new double[Math.toIntExact(output.length())];
    int area = bias.length / Math.toIntExact(output.size(0) * output.size(1));
    for (int i = 0; i < bias.length; i++) {
      bias[i] = ofChannels[i / area % ofChannels.length];
    }
    return bias;
  }

  @Override
  public double[] transposed(double[] values) {
    return made(values, output, from -> stage.byInput(input, from));
  }

  @Override
  public double[] times(Sign sign, double[] values) {
    ActivatedStage some = of(sign);
    double[] made = made(values, input, from -> some.forward(List.of(from)));
    some.release();
    return made;
  }

  @Override
  public double[] transposed(Sign sign, double[] values) {
    ActivatedStage some = of(sign);
    double[] made = made(values, output, from -> some.byInput(input, from));
    some.release();
    return made;
  }

  /** What is made of values, all memory for which is given back at once. */
  private static double[] made(double[] values, INDArray shape, UnaryOperator<INDArray> by) {
    INDArray from = OffHeap.owned(shape.dataType(), values, shape.shape());
    try {
      return OffHeap.read(by.apply(from));
    } finally {
      from.close();
    }
  }

  private ActivatedStage of(Sign sign) {
    return ofSign.computeIfAbsent(
        sign,
        which ->
            stage.affine(
                weight -> which == Sign.POSITIVE ? Math.max(weight, 0) : Math.min(weight, 0),
                bias -> 0));
  }

  @Override
  public void close() {
    ofSign.values().forEach(ActivatedStage::close);
  }
}
