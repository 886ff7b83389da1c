package io.latentlake.kernel;

/** Kernels out of ND4J's operations, for every type and machine. */
final class Nd4jKernels implements Kernels {
  static final Nd4jKernels INSTANCE = new Nd4jKernels();

  private Nd4jKernels() {}

  @Override
  public String route() {
    return "nd4j";
  }

  @Override
  public ConvolutionKernel convolution(Window window, double slope, Weights weights) {
    return new Nd4jConvolution(window, slope);
  }

  @Override
  public TransposedConvolutionKernel transposedConvolution(
      Window window, double slope, Weights weights) {
    return new Nd4jTransposedConvolution(window, slope);
  }

  @Override
  public NormalisationKernel normalisation(double epsilon, double slope) {
    return new Nd4jNormalisation(epsilon, slope);
  }

  @Override
  public DenseKernel dense(double slope, Weights weights) {
    return new Nd4jDense(slope);
  }

  @Override
  public RectifierKernel rectifier(double slope) {
    return new Nd4jRectifier(slope);
  }

  @Override
  public CrossEntropyKernel crossEntropy() {
    return new Nd4jCrossEntropy();
  }

  @Override
  public ChannelOrder order(long channels) {
    return ChannelOrder.PLAIN;
  }
}
