package io.latentlake.model.loss;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.Loss;
import io.latentlake.model.OnnxLoss;
import io.latentlake.onnx.Tensor;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code gaussian-learned}: −log of a normal density about the decoder outputs, which are pixel
 * values, in nats. All values of an image share one variance v, the one that makes the image
 * likeliest, which is their mean squared error: n/2·(ln(2πv) + 1) for n values. So the loss of an
 * image depends on that image alone, in training and in scoring alike; an optimum over the
 * minibatch would not. It counts no nats for v itself, some ln(n)/2, and v is at least the variance
 * that rounding to 256 grey levels makes.
 *
 * @see <a href="https://arxiv.org/abs/2006.13202">Rybkin et al. 2020, optimal σ-VAE</a>
 */
public record FittedGaussian() implements Loss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "gaussian-learned";
  }

  @Override
  public String unit() {
    return NATS;
  }

  @Override
  public String inWords() {
    return "−log of a normal density of the variance that suits the image best, in nats,"
        + " summed over pixels";
  }

  @Override
  public OptionalDouble normaliserNats(int values) {
    return OptionalDouble.of(0);
  }

  @Override
  public boolean comparesDifferences() {
    return true;
  }

  @Override
  public boolean isSumOverPixels() {
    return false;
  }

  @Override
  public OnnxLoss onnx() {
    return new OnnxLoss() {
      private Tensor variance(Tensor decoded, Tensor images) {
        Tensor variance = decoded.minus(images).squared().mean().atLeast(OfImages.LEAST_VARIANCE);
        return variance.reshaped(1, 1, 1);
      }

      private Tensor least(Tensor variance) {
        return variance.times(2 * Math.PI).logarithm().times(0.5);
      }

      @Override
      public Tensor terms(Tensor decoded, Tensor images) {
        Tensor variance = variance(decoded, images);
        return decoded.minus(images).squared().over(variance.times(2)).plus(least(variance));
      }

      /** With the variance that the whole image has. */
      @Override
      public Tensor leastTerms(Tensor decoded, Tensor images) {
        return decoded.times(0).plus(least(variance(decoded, images)));
      }
    };
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new OfImages();
  }

  private static final class OfImages implements Evaluator {
    /** Of a number that is rounded to the next 255th. */
    private static final double LEAST_VARIANCE = 1 / (12.0 * 255 * 255);

    private static double[] differences(INDArray decoded, INDArray images) {
      double[] differences = OffHeap.read(decoded);
      double[] pixels = OffHeap.read(images);
      for (int i = 0; i < differences.length; i++) {
        differences[i] -= pixels[i];
      }
      return differences;
    }

    private static double[] variances(double[] differences, INDArray images) {
      double[] variances = new double[Math.toIntExact(images.size(0))];
      int size = differences.length / variances.length;
      for (int image = 0; image < variances.length; image++) {
        double sum = 0;
        for (int i = image * size; i < (image + 1) * size; i++) {
          sum += differences[i] * differences[i];
        }
        variances[image] = Math.max(LEAST_VARIANCE, sum / size);
      }
      return variances;
    }

    /** The term of a value that is reconstructed perfectly. */
    private static double least(double variance) {
      return Math.log(2 * Math.PI * variance) / 2;
    }

    @Override
    public double[] perImage(INDArray decoded, INDArray images, INDArray gradient) {
      double[] differences = differences(decoded, images);
      double[] variances = variances(differences, images);
      double[] nats = new double[variances.length];
      int size = differences.length / variances.length;
      for (int i = 0; i < differences.length; i++) {
        int image = i / size;
        nats[image] += differences[i] * differences[i] / (2 * variances[image]);
        // at the best variance, or the least, a change of it changes nothing
        differences[i] /= variances[image];
      }
      for (int image = 0; image < nats.length; image++) {
        nats[image] += size * least(variances[image]);
      }
      if (gradient != null) {
        OffHeap.write(differences, gradient);
      }
      return nats;
    }

    @Override
    public void addByImages(INDArray decoded, INDArray images, INDArray byImages) {
      double[] differences = differences(decoded, images);
      double[] variances = variances(differences, images);
      double[] sums = OffHeap.read(byImages);
      int size = differences.length / variances.length;
      for (int i = 0; i < sums.length; i++) {
        sums[i] -= differences[i] / variances[i / size];
      }
      OffHeap.write(sums, byImages);
    }

    @Override
    public INDArray pixels(INDArray decoded) {
      return decoded;
    }

    @Override
    public double[] terms(INDArray decoded, INDArray images) {
      double[] differences = differences(decoded, images);
      double[] variances = variances(differences, images);
      int size = differences.length / variances.length;
      for (int i = 0; i < differences.length; i++) {
        double variance = variances[i / size];
        differences[i] = differences[i] * differences[i] / (2 * variance) + least(variance);
      }
      return differences;
    }

    /** With the variance that the whole image has. */
    @Override
    public double[] leastTerms(INDArray decoded, INDArray images) {
      double[] differences = differences(decoded, images);
      double[] variances = variances(differences, images);
      int size = differences.length / variances.length;
      Arrays.setAll(differences, i -> least(variances[i / size]));
      return differences;
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
