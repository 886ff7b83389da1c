package io.latentlake.model.loss;

import io.latentlake.kernel.CrossEntropyKernel;
import io.latentlake.kernel.Kernels;
import io.latentlake.kernel.Scratch;
import io.latentlake.model.Loss;
import io.latentlake.model.OnnxLoss;
import io.latentlake.onnx.Tensor;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code bce}: binary cross-entropy, −x·ln p − (1 − x)·ln(1 − p), in nats. Decoder outputs are the
 * logits of the probabilities p, which are the pixels.
 */
public record BinaryCrossEntropy() implements Loss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return BCE;
  }

  @Override
  public String unit() {
    return NATS;
  }

  @Override
  public String inWords() {
    return "binary cross-entropy in nats, summed over pixels";
  }

  @Override
  public OptionalDouble normaliserNats(int values) {
    return OptionalDouble.of(0);
  }

  @Override
  public boolean describesBits() {
    return true;
  }

  @Override
  public OnnxLoss onnx() {
    return new ValueGraph(BinaryCrossEntropy::entropy) {
      @Override
      public Tensor terms(Tensor decoded, Tensor images) {
        return decoded.softplus().minus(images.times(decoded));
      }

      @Override
      public Tensor pixels(Tensor decoded) {
        return decoded.logistic();
      }
    };
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new OfLogits(type);
  }

  /** The entropy of a pixel. */
  private static double entropy(double pixel) {
    return pixel <= 0 || pixel >= 1
        ? 0
        : -pixel * Math.log(pixel) - (1 - pixel) * Math.log1p(-pixel);
  }

  private static final class OfLogits extends ValueEvaluator {
    private final DataType type;
    private final CrossEntropyKernel kernel;
    private final Scratch room = new Scratch();

    OfLogits(DataType type) {
      this.type = type;
      this.kernel = Kernels.of(type).crossEntropy();
    }

    @Override
    public double[] perImage(INDArray decoded, INDArray images, INDArray gradient) {
      return kernel.nats(decoded, images, gradient);
    }

    @Override
    public void addByImages(INDArray decoded, INDArray images, INDArray byImages) {
      byImages.subi(decoded);
    }

    @Override
    public INDArray pixels(INDArray decoded) {
      INDArray probabilities = room.of(type, decoded.shape());
      kernel.logistic(decoded, probabilities);
      return probabilities;
    }

    @Override
    double term(double logit, double pixel) {
      return Logistic.softplus(logit) - pixel * logit;
    }

    @Override
    double byOutput(double logit, double pixel) {
      return Logistic.of(logit) - pixel;
    }

    @Override
    double byPixel(double logit, double pixel) {
      return -logit;
    }

    @Override
    double least(double pixel) {
      return entropy(pixel);
    }

    @Override
    public void close() {
      kernel.close();
      room.close();
    }
  }
}
