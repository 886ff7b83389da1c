package io.latentlake.kernel;

import io.latentlake.kernel.OneDnn.Layouts;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation by oneDNN. ReLU is part of its passes; LeakyReLU, which oneDNN does not fuse,
 * is a pass of its own in place.
 */
final class OneDnnNormalisation implements NormalisationKernel {
  private final float epsilon;
  private final boolean relu;
  private final OneDnnRectifier rectifier;
  private final Prepared<Passes> passes = new Prepared<>();
  private final Nd4jNormalisation slow;
  private final Scratch unrectified = new Scratch();

  OneDnnNormalisation(double epsilon, double slope) {
    this.epsilon = (float) epsilon;
    this.relu = slope == 0;
    this.slow = new Nd4jNormalisation(epsilon, slope);
    boolean leaky = slope != 0 && slope != Kernels.LINEAR;
    this.rectifier = leaky ? new OneDnnRectifier(slope) : null;
  }

  @Override
  public void forward(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray out) {
    passes
        .of(Layouts.of(x, out), () -> new Passes(x, out))
        .forward
        .run(x, gamma, beta, mean, variance, out);
    if (rectifier != null) {
      rectifier.forward(out, out);
    }
  }

  @Override
  public void apply(
      INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray out) {
    // only a network in training form comes here, which nobody waits for
    slow.apply(x, gamma, beta, mean, variance, out);
  }

  @Override
  public void backward(
      INDArray x,
      INDArray out,
      INDArray gradient,
      INDArray gamma,
      INDArray mean,
      INDArray variance,
      INDArray xGradient,
      INDArray gammaGradient,
      INDArray betaGradient) {
    INDArray normalisedGradient = gradient;
    if (rectifier != null) {
      normalisedGradient =
          Kernels.orderOf(out).create(shape -> unrectified.of(out.dataType(), shape), out.shape());
      rectifier.backward(out, gradient, normalisedGradient);
    }
    passes
        .of(Layouts.of(x, out), () -> new Passes(x, out))
        .backward(normalisedGradient, xGradient)
        .run(x, mean, variance, normalisedGradient, gamma, xGradient, gammaGradient, betaGradient);
  }

  @Override
  public void close() {
    passes.close();
    unrectified.close();
    if (rectifier != null) {
      rectifier.close();
    }
  }

  /** Both passes over arrays of one size; the first leaves the second what ReLU cut off. */
  private final class Passes implements AutoCloseable {
    private final memory.desc images;
    private final memory.desc channels;
    private final memory.desc given;
    private final batch_normalization_forward.primitive_desc description;
    private final Primitive forward;
    private final memory cut;
    private final Prepared<Primitive> backward = new Prepared<>();

    Passes(INDArray x, INDArray out) {
      images = OneDnn.described(memory.format_tag.nhwc, x.shape());
      channels = OneDnn.described(memory.format_tag.a, x.size(1));
      given = OneDnn.layout(x);
      description =
          new batch_normalization_forward.primitive_desc(
              new batch_normalization_forward.desc(
                  dnnl.prop_kind.forward_training.value, images, epsilon, flags()),
              Primitive.attributes(),
              OneDnn.engine());
      forward =
          new Primitive(description)
              .in(dnnl.DNNL_ARG_SRC, given, images)
              .in(dnnl.DNNL_ARG_SCALE, channels, channels)
              .in(dnnl.DNNL_ARG_SHIFT, channels, channels)
              .out(dnnl.DNNL_ARG_MEAN, channels, channels)
              .out(dnnl.DNNL_ARG_VARIANCE, channels, channels)
              .out(dnnl.DNNL_ARG_DST, OneDnn.layout(out), images);
      cut = relu ? forward.allocate(description.workspace_desc()) : null;
      if (relu) {
        forward.bind(dnnl.DNNL_ARG_WORKSPACE, cut);
      }
    }

    private int flags() {
      return dnnl.normalization_flags.use_scale.value
          | dnnl.normalization_flags.use_shift.value
          | (relu ? dnnl.normalization_flags.fuse_norm_relu.value : 0);
    }

    Primitive backward(INDArray gradient, INDArray xGradient) {
      return backward.of(
          Layouts.of(gradient, xGradient), () -> prepareBackward(gradient, xGradient));
    }

    private Primitive prepareBackward(INDArray gradient, INDArray xGradient) {
      batch_normalization_backward.primitive_desc back =
          new batch_normalization_backward.primitive_desc(
              new batch_normalization_backward.desc(
                  dnnl.prop_kind.backward.value, images, images, epsilon, flags()),
              Primitive.attributes(),
              OneDnn.engine(),
              description);
      Primitive primitive =
          new Primitive(back)
              .in(dnnl.DNNL_ARG_SRC, given, images)
              .in(dnnl.DNNL_ARG_MEAN, channels, channels)
              .in(dnnl.DNNL_ARG_VARIANCE, channels, channels)
              .in(dnnl.DNNL_ARG_DIFF_DST, OneDnn.layout(gradient), images)
              .in(dnnl.DNNL_ARG_SCALE, channels, channels)
              .out(dnnl.DNNL_ARG_DIFF_SRC, OneDnn.layout(xGradient), images)
              .out(dnnl.DNNL_ARG_DIFF_SCALE, channels, channels)
              .out(dnnl.DNNL_ARG_DIFF_SHIFT, channels, channels);
      // no gradient depends on the shift, but the primitive asks for one
      primitive.bind(dnnl.DNNL_ARG_SHIFT, primitive.allocate(channels));
      return relu ? primitive.bind(dnnl.DNNL_ARG_WORKSPACE, cut) : primitive;
    }

    @Override
    public void close() {
      backward.close();
      forward.close();
    }
  }
}
