package io.latentlake.model.loss;

import io.latentlake.image.ImageShape;
import io.latentlake.image.StructuralSimilarity;
import io.latentlake.model.Loss;
import io.latentlake.model.OnnxLoss;
import io.latentlake.model.OnnxSimilarity;
import io.latentlake.onnx.Tensor;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * {@code ms-ssim}: 1 − multi-scale structural similarity, times the pixels, summed over channels.
 * The similarity is a product over five scales, each half the one before (means of 2 × 2 pixels):
 * the mean of contrast and structure at each, at the coarsest the mean of all of {@link
 * StructuralSimilarity}, to the powers below. Decoder outputs are pixel values. No likelihood.
 *
 * <p>As it is no sum over pixels, each pixel's term is its share by 1 − structural similarity at
 * full size.
 *
 * @see <a href="https://doi.org/10.1109/ACSSC.2003.1292216">Wang, Simoncelli and Bovik 2003</a>
 */
public record MultiScaleDissimilarity() implements Loss {
  private static final long serialVersionUID = 1L;
  private static final double[] POWERS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

  /** The coarsest scale holds a window. */
  private static final int LEAST_SIDE = StructuralSimilarity.WINDOW << (POWERS.length - 1);

  @Override
  public String name() {
    return "ms-ssim";
  }

  @Override
  public String unit() {
    return "structural dissimilarity";
  }

  @Override
  public String inWords() {
    return "1 − multi-scale structural similarity, times the number of pixels";
  }

  @Override
  public OptionalDouble normaliserNats(int values) {
    return OptionalDouble.empty();
  }

  @Override
  public void requireFits(ImageShape shape) {
    if (Math.min(shape.height(), shape.width()) < LEAST_SIDE) {
      throw new IllegalArgumentException(
          "model.loss is ms-ssim, which halves images four times and takes sides of at least "
              + LEAST_SIDE
              + " pixels, but the images are "
              + shape
              + "; choose ssim, or larger images by data.height and data.width");
    }
  }

  @Override
  public boolean isSumOverPixels() {
    return false;
  }

  @Override
  public OnnxLoss onnx() {
    return new PlaneGraph() {
      @Override
      public Tensor terms(Tensor decoded, Tensor images) {
        int channels = decoded.shape()[0];
        int pixels = decoded.values() / channels;
        Tensor loss = product(decoded, images, 0).from(1).times(pixels).reshaped(channels, 1);
        Tensor unlike =
            new OnnxSimilarity(decoded, images).map().from(1).reshaped(channels, pixels);
        Tensor sum = unlike.sumOfLast().reshaped(channels, 1);
        Tensor unequal = sum.exceeds(0);
        Tensor share = unlike.over(unequal.choose(sum, 1)).times(loss);
        return unequal.choose(share, loss.over(pixels)).reshaped(decoded.shape());
      }
    };
  }

  /** Of this scale and all coarser ones, [channels]. */
  private static Tensor product(Tensor one, Tensor other, int scale) {
    OnnxSimilarity similarity = new OnnxSimilarity(one, other);
    if (scale == POWERS.length - 1) {
      return mean(similarity.map()).power(POWERS[scale]);
    }
    return mean(similarity.contrastMap())
        .power(POWERS[scale])
        .times(product(halved(one), halved(other), scale + 1));
  }

  private static Tensor mean(Tensor map) {
    int channels = map.shape()[0];
    int pixels = map.values() / channels;
    return map.reshaped(channels, pixels).sumOfLast().over(pixels).atLeast(OfPlanes.LEAST_MEAN);
  }

  private static Tensor halved(Tensor fine) {
    return fine.filtered(halving(fine.shape()[1]), halving(fine.shape()[2]));
  }

  /** Means of two as a matrix; an odd last one is left out. */
  private static double[] halving(int length) {
    double[] matrix = new double[length / 2 * length];
    for (int i = 0; i < length / 2; i++) {
      matrix[i * length + 2 * i] = 0.5;
      matrix[i * length + 2 * i + 1] = 0.5;
    }
    return matrix;
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new OfPlanes();
  }

  private static final class OfPlanes extends PlaneEvaluator {
    /** A mean that is lower counts as this: a power of a negative number is none. */
    private static final double LEAST_MEAN = 1e-6;

    private final StructuralSimilarity[] scales = new StructuralSimilarity[POWERS.length];
    private int height;
    private int width;

    @Override
    void prepare(int height, int width) {
      this.height = height;
      this.width = width;
      for (int scale = 0; scale < scales.length; scale++) {
        scales[scale] = new StructuralSimilarity(height >> scale, width >> scale);
      }
    }

    @Override
    double[] terms(double[] one, double[] other) {
      double loss = one.length * (1 - product(means(pyramid(one), pyramid(other))));
      double[] terms = scales[0].map(one, other);
      double sum = 0;
      for (int i = 0; i < terms.length; i++) {
        terms[i] = 1 - terms[i];
        sum += terms[i];
      }
      for (int i = 0; i < terms.length; i++) {
        terms[i] = sum > 0 ? loss * terms[i] / sum : loss / terms.length;
      }
      return terms;
    }

    @Override
    double[] gradient(double[] fixed, double[] moving) {
      double[][] first = pyramid(fixed);
      double[][] second = pyramid(moving);
      double[] means = means(first, second);
      double product = product(means);
      int last = scales.length - 1;
      double[] below = new double[0];
      for (int scale = last; scale >= 0; scale--) {
        double[] gradient =
            scale == last
                ? scales[scale].gradient(first[scale], second[scale])
                : scales[scale].contrastGradient(first[scale], second[scale]);
        double byMean =
            means[scale] > LEAST_MEAN
                ? -moving.length * product * POWERS[scale] / means[scale] / gradient.length
                : 0;
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] *= byMean;
        }
        if (scale < last) {
          addSpread(below, scale + 1, gradient);
        }
        below = gradient;
      }
      return below;
    }

    private static double product(double[] means) {
      double product = 1;
      for (int scale = 0; scale < means.length; scale++) {
        product *= Math.pow(means[scale], POWERS[scale]);
      }
      return product;
    }

    private double[] means(double[][] one, double[][] other) {
      int last = scales.length - 1;
      double[] means = new double[scales.length];
      for (int scale = 0; scale <= last; scale++) {
        double[] map =
            scale == last
                ? scales[scale].map(one[scale], other[scale])
                : scales[scale].contrastMap(one[scale], other[scale]);
        means[scale] = Math.max(LEAST_MEAN, Arrays.stream(map).sum() / map.length);
      }
      return means;
    }

    /** The plane at every scale. */
    private double[][] pyramid(double[] plane) {
      double[][] scaled = new double[scales.length][];
      scaled[0] = plane;
      for (int scale = 1; scale < scaled.length; scale++) {
        scaled[scale] = halved(scaled[scale - 1], scale);
      }
      return scaled;
    }

    /** Means of 2 × 2 pixels; an odd last row or column is left out. */
    private double[] halved(double[] fine, int scale) {
      int stride = width >> (scale - 1);
      int columns = width >> scale;
      double[] coarse = new double[(height >> scale) * columns];
      for (int i = 0; i < coarse.length; i++) {
        int at = i / columns * 2 * stride + i % columns * 2;
        coarse[i] = (fine[at] + fine[at + 1] + fine[at + stride] + fine[at + stride + 1]) / 4;
      }
      return coarse;
    }

    /** Adds the derivative by a coarse plane to that by the fine one which it was made from. */
    private void addSpread(double[] byCoarse, int scale, double[] byFine) {
      int stride = width >> (scale - 1);
      int columns = width >> scale;
      for (int i = 0; i < byCoarse.length; i++) {
        int at = i / columns * 2 * stride + i % columns * 2;
        double quarter = byCoarse[i] / 4;
        byFine[at] += quarter;
        byFine[at + 1] += quarter;
        byFine[at + stride] += quarter;
        byFine[at + stride + 1] += quarter;
      }
    }
  }
}
