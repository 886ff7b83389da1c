package io.latentlake.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes the kernels of one route. A kernel keeps what it has prepared for the sizes it has seen,
 * and serves one thread at a time.
 */
public interface Kernels {
  /** System property that names the route: {@code onednn} or {@code nd4j}; default the quickest. */
  String ROUTE = "latentlake.kernels";

  /** Whether a kernel may keep its weights in the form it likes best. */
  enum Weights {
    /** They may differ at every call, as in training. */
    CHANGING,
    /** They are those of the first call for good, as in inference. */
    FIXED
  }

  /** Slope below zero of a kernel without activation. */
  double LINEAR = 1;

  /**
   * The quickest route that computes in a type on this machine.
   *
   * @param type of every array
   * @return oneDNN for float32 where its library loads, else ND4J
   */
  static Kernels of(DataType type) {
    boolean direct = type == DataType.FLOAT && OneDnn.available();
    return direct ? OneDnnKernels.INSTANCE : Nd4jKernels.INSTANCE;
  }

  /**
   * Name of the route, as in {@link #ROUTE} and a model's provenance.
   *
   * @return {@code onednn} or {@code nd4j}
   */
  String route();

  /**
   * A convolution, [images, in, h, w] with weights [out, in, kh, kw], followed by LeakyReLU.
   *
   * @param window kernel, stride, padding
   * @param slope below zero; 0 for ReLU, {@link #LINEAR} for no activation
   * @param weights whether they change
   * @return the kernel
   */
  ConvolutionKernel convolution(Window window, double slope, Weights weights);

  /**
   * The transpose of a convolution, [images, in, h, w] with weights [in, out, kh, kw], followed by
   * LeakyReLU.
   *
   * @param window kernel, stride, padding of the convolution that is transposed
   * @param slope below zero; 0 for ReLU, {@link #LINEAR} for no activation
   * @param weights whether they change
   * @return the kernel
   */
  TransposedConvolutionKernel transposedConvolution(Window window, double slope, Weights weights);

  /**
   * Batch normalisation by the statistics of the minibatch, followed by LeakyReLU.
   *
   * @param epsilon added to a variance
   * @param slope below zero; 0 for ReLU, {@link #LINEAR} for no activation
   * @return the kernel
   */
  NormalisationKernel normalisation(double epsilon, double slope);

  /**
   * A dense layer with weights [in, out], followed by LeakyReLU.
   *
   * @param slope below zero; 0 for ReLU, {@link #LINEAR} for no activation
   * @param weights whether they change
   * @return the kernel
   */
  DenseKernel dense(double slope, Weights weights);

  /**
   * LeakyReLU on its own.
   *
   * @param slope below zero; 0 for ReLU
   * @return the kernel
   */
  RectifierKernel rectifier(double slope);

  /**
   * Binary cross-entropy from logits.
   *
   * @return the kernel
   */
  CrossEntropyKernel crossEntropy();

  /**
   * The order in memory in which the route likes to find many channels.
   *
   * @param channels how many
   * @return channels last, or plain
   */
  ChannelOrder order(long channels);

  /**
   * The order that suits a gradient by an array: that of the array.
   *
   * @param array images, or rows
   * @return its order
   */
  static ChannelOrder orderOf(INDArray array) {
    return OffHeap.isPlain(array) ? ChannelOrder.PLAIN : ChannelOrder.CHANNELS_LAST;
  }
}
