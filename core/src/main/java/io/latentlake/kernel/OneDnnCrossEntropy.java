package io.latentlake.kernel;

import io.latentlake.kernel.OneDnn.Layouts;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cross-entropy with oneDNN's logistic function and softplus. Values are float32, sums over an
 * image double precision.
 */
final class OneDnnCrossEntropy implements CrossEntropyKernel {
  private final Prepared<Primitive> logistic = new Prepared<>();
  private final Prepared<Primitive> softplus = new Prepared<>();
  private final Scratch result = new Scratch();
  private float[] x = new float[0];
  private float[] targets = new float[0];
  private float[] values = new float[0];

  @Override
  public double[] nats(INDArray logits, INDArray pixels, INDArray gradient) {
    INDArray plain = OffHeap.plain(logits);
    INDArray function = result.of(plain.dataType(), plain.shape());
    run(softplus, dnnl.algorithm.eltwise_soft_relu, plain, function);
    values = OffHeap.read(function, values);
    x = OffHeap.read(plain, x);
    targets = OffHeap.read(pixels, targets);
    double[] sums = new double[Math.toIntExact(plain.size(0))];
    int size = x.length / sums.length;
    for (int image = 0; image < sums.length; image++) {
      sums[image] = nats(image * size, (image + 1) * size);
    }
    if (gradient != null) {
      run(logistic, dnnl.algorithm.eltwise_logistic, plain, function);
      values = OffHeap.read(function, values);
      for (int i = 0; i < values.length; i++) {
        values[i] -= targets[i];
      }
      OffHeap.write(values, gradient);
    }
    if (plain != logits) {
      OffHeap.close(plain);
    }
    return sums;
  }

  private double nats(int from, int to) {
    // four sums side by side, as each addition waits for the one before
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a += values[i] - x[i] * targets[i];
      b += values[i + 1] - x[i + 1] * targets[i + 1];
      c += values[i + 2] - x[i + 2] * targets[i + 2];
      d += values[i + 3] - x[i + 3] * targets[i + 3];
    }
    for (; i < to; i++) {
      a += values[i] - x[i] * targets[i];
    }
    return a + b + (c + d);
  }

  @Override
  public void logistic(INDArray logits, INDArray out) {
    run(logistic, dnnl.algorithm.eltwise_logistic, logits, out);
  }

  private static void run(
      Prepared<Primitive> prepared, dnnl.algorithm algorithm, INDArray x, INDArray out) {
    prepared.of(Layouts.of(x, out), () -> prepare(algorithm, x, out)).run(x, out);
  }

  private static Primitive prepare(dnnl.algorithm algorithm, INDArray x, INDArray out) {
    memory.desc layout = OneDnn.layout(out);
    eltwise_forward.primitive_desc description =
        new eltwise_forward.primitive_desc(
            new eltwise_forward.desc(dnnl.prop_kind.forward_inference, algorithm, layout, 0, 0),
            Primitive.attributes(),
            OneDnn.engine());
    return new Primitive(description)
        .in(dnnl.DNNL_ARG_SRC, OneDnn.layout(x), layout)
        .out(dnnl.DNNL_ARG_DST, layout, layout);
  }

  @Override
  public void close() {
    logistic.close();
    softplus.close();
    result.close();
  }
}
