package io.latentlake.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's convolution and its gradients. */
final class Nd4jConvolutions {
  private Nd4jConvolutions() {}

  /** Convolution; the bias may be null. */
  static void forward(
      Window window, INDArray images, INDArray weights, INDArray bias, INDArray out) {
    DynamicCustomOp.DynamicCustomOpsBuilder op = DynamicCustomOp.builder("conv2d");
    if (bias == null) {
      op.addInputs(images, weights);
    } else {
      op.addInputs(images, weights, bias);
    }
    Nd4j.exec(op.addIntegerArguments(arguments(window)).addOutputs(out).build());
  }

  /** Gradients of the convolution by its images and its weights, without bias. */
  static void backward(
      Window window,
      INDArray images,
      INDArray weights,
      INDArray outputGradient,
      INDArray imageGradient,
      INDArray weightGradient) {
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d_bp")
            .addInputs(images, weights, outputGradient)
            .addIntegerArguments(arguments(window))
            .addOutputs(imageGradient, weightGradient)
            .build());
  }

  /** Adds one number a channel. */
  static void addBias(INDArray images, INDArray bias, INDArray out) {
    Nd4j.exec(
        DynamicCustomOp.builder("biasadd")
            .addInputs(images, bias.reshape(bias.length()))
            .addBooleanArguments(true)
            .addOutputs(out)
            .build());
  }

  private static int[] arguments(Window window) {
    int[] kernel = window.kernel();
    int[] stride = window.stride();
    int[] padding = window.padding();
    // dilation 1, explicit padding, channels first, weights as [out, in, kH, kW]
    return new int[] {
      kernel[0], kernel[1], stride[0], stride[1], padding[0], padding[1], 1, 1, 0, 0, 1
    };
  }
}
