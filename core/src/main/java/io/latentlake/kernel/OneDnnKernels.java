package io.latentlake.kernel;

/** Kernels that call oneDNN. */
final class OneDnnKernels implements Kernels {
  static final OneDnnKernels INSTANCE = new OneDnnKernels();

  private OneDnnKernels() {}

  @Override
  public String route() {
    return "onednn";
  }

  @Override
  public ConvolutionKernel convolution(Window window, double slope, Weights weights) {
    return new OneDnnConvolution(window, slope, weights);
  }

  @Override
  public TransposedConvolutionKernel transposedConvolution(
      Window window, double slope, Weights weights) {
    return new OneDnnTransposedConvolution(window, slope, weights);
  }

  @Override
  public NormalisationKernel normalisation(double epsilon, double slope) {
    return new OneDnnNormalisation(epsilon, slope);
  }

  @Override
  public DenseKernel dense(double slope, Weights weights) {
    return new OneDnnDense(slope, weights);
  }

  @Override
  public RectifierKernel rectifier(double slope) {
    return new OneDnnRectifier(slope);
  }

  @Override
  public CrossEntropyKernel crossEntropy() {
    return new OneDnnCrossEntropy();
  }

  @Override
  public ChannelOrder order(long channels) {
    return channels < OneDnn.FEATURES ? ChannelOrder.PLAIN : ChannelOrder.CHANNELS_LAST;
  }
}
