package io.latentlake.kernel;

import io.latentlake.kernel.OneDnn.Layouts;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A dense layer by oneDNN, over rows or over images as they lie. */
final class OneDnnDense implements DenseKernel {
  private final double slope;
  private final Kernels.Weights use;
  private final Prepared<Primitive> forward = new Prepared<>();
  private final Prepared<Primitive> inputGradient = new Prepared<>();
  private final Prepared<Primitive> weightGradient = new Prepared<>();

  OneDnnDense(double slope, Kernels.Weights use) {
    this.slope = slope;
    this.use = use;
  }

  @Override
  public void forward(INDArray x, INDArray weights, INDArray bias, INDArray out) {
    Primitive primitive =
        forward.of(Layouts.of(x, weights, bias, out), () -> prepareForward(x, weights, bias, out));
    if (bias == null) {
      primitive.run(x, weights, out);
    } else {
      primitive.run(x, weights, out, bias);
    }
  }

  @Override
  public void inputGradient(INDArray gradient, INDArray weights, INDArray result) {
    inputGradient
        .of(
            Layouts.of(gradient, weights, result),
            () -> prepareInputGradient(gradient, weights, result))
        .run(gradient, weights, result);
  }

  @Override
  public void weightGradient(
      INDArray x, INDArray gradient, INDArray weightResult, INDArray biasResult) {
    Primitive primitive =
        weightGradient.of(
            Layouts.of(x, gradient, weightResult, biasResult),
            () -> prepareWeightGradient(x, gradient, weightResult, biasResult));
    if (biasResult == null) {
      primitive.run(x, gradient, weightResult);
    } else {
      primitive.run(x, gradient, weightResult, biasResult);
    }
  }

  private Primitive prepareForward(INDArray x, INDArray weights, INDArray bias, INDArray out) {
    inner_product_forward.primitive_desc description =
        description(
            x, order(out), weights.size(1), bias, OneDnnConvolution.Activation.after(slope));
    Primitive primitive =
        new Primitive(description)
            .in(dnnl.DNNL_ARG_SRC, OneDnn.layout(x), description.src_desc())
            .weights(use, layout(weights, x), description.weights_desc())
            .out(dnnl.DNNL_ARG_DST, OneDnn.layout(out), description.dst_desc());
    return bias == null
        ? primitive
        : primitive.in(dnnl.DNNL_ARG_BIAS, OneDnn.vector(bias), description.bias_desc());
  }

  private Primitive prepareInputGradient(INDArray gradient, INDArray weights, INDArray result) {
    memory.desc input = order(result);
    memory.desc output = order(gradient);
    inner_product_backward_data.primitive_desc description =
        new inner_product_backward_data.primitive_desc(
            new inner_product_backward_data.desc(
                input, anyWeights(result, weights.size(1)), output),
            Primitive.attributes(),
            OneDnn.engine(),
            description(result, output, weights.size(1), null, Primitive.attributes()));
    return new Primitive(description)
        .in(dnnl.DNNL_ARG_DIFF_DST, OneDnn.layout(gradient), description.diff_dst_desc())
        .weights(use, layout(weights, result), description.weights_desc())
        .out(dnnl.DNNL_ARG_DIFF_SRC, OneDnn.layout(result), description.diff_src_desc());
  }

  private Primitive prepareWeightGradient(
      INDArray x, INDArray gradient, INDArray weightResult, INDArray biasResult) {
    memory.desc input = order(x);
    memory.desc output = order(gradient);
    long units = weightResult.size(1);
    inner_product_backward_weights.desc sizes =
        biasResult == null
            ? new inner_product_backward_weights.desc(input, anyWeights(x, units), output)
            : new inner_product_backward_weights.desc(
                input, anyWeights(x, units), OneDnn.vector(biasResult), output);
    inner_product_backward_weights.primitive_desc description =
        new inner_product_backward_weights.primitive_desc(
            sizes,
            Primitive.attributes(),
            OneDnn.engine(),
            description(x, output, units, biasResult, Primitive.attributes()));
    Primitive primitive =
        new Primitive(description)
            .in(dnnl.DNNL_ARG_SRC, OneDnn.layout(x), description.src_desc())
            .in(dnnl.DNNL_ARG_DIFF_DST, OneDnn.layout(gradient), description.diff_dst_desc())
            .out(
                dnnl.DNNL_ARG_DIFF_WEIGHTS,
                layout(weightResult, x),
                description.diff_weights_desc());
    return biasResult == null
        ? primitive
        : primitive.out(
            dnnl.DNNL_ARG_DIFF_BIAS, OneDnn.vector(biasResult), description.diff_bias_desc());
  }

  private static inner_product_forward.primitive_desc description(
      INDArray x, memory.desc output, long units, INDArray bias, primitive_attr attributes) {
    int kind = dnnl.prop_kind.forward_training.value;
    memory.desc input = order(x);
    memory.desc by = anyWeights(x, units);
    inner_product_forward.desc sizes =
        bias == null
            ? new inner_product_forward.desc(kind, input, by, output)
            : new inner_product_forward.desc(kind, input, by, OneDnn.vector(bias), output);
    return new inner_product_forward.primitive_desc(sizes, attributes, OneDnn.engine());
  }

  /**
   * The order a primitive is made for: oneDNN fails, when it runs, on matrices column by column.
   */
  private static memory.desc order(INDArray array) {
    return array.rank() == 2
        ? OneDnn.described(memory.format_tag.ab, array.shape())
        : OneDnn.layout(array);
  }

  /** Weights for such an input: its shape, with the units in the place of the images. */
  private static memory.desc anyWeights(INDArray input, long units) {
    long[] shape = input.shape().clone();
    shape[0] = units;
    return OneDnn.anyOrder(shape);
  }

  /** [in, out] as oneDNN sees it: [out, in], the first spread over channels, rows and columns. */
  private static memory.desc layout(INDArray weights, INDArray input) {
    long[] shape = input.shape().clone();
    long[] strides = new long[shape.length];
    long stride = weights.stride(0);
    for (int i = shape.length - 1; i > 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    shape[0] = weights.size(1);
    strides[0] = weights.stride(1);
    return new memory.desc(shape, memory.data_type.f32, strides);
  }

  @Override
  public void close() {
    forward.close();
    inputGradient.close();
    weightGradient.close();
  }
}
