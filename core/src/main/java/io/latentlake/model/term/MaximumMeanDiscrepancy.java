package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.LossTerm;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The squared maximum mean discrepancy between the samples of a minibatch and the standard normal
 * prior: the mean of k(z, z') over pairs of samples, less twice that over a sample and the prior,
 * plus that over the prior with itself. The means over the prior are exact, so nothing is drawn.
 * The estimate is unbiased; it is 0 on average where the samples are distributed like the prior,
 * and may be negative. A minibatch of one image has no pairs, and counts as 0.
 *
 * @param kernel k
 * @see <a href="https://arxiv.org/abs/1706.02262">Zhao et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1711.01558">Tolstikhin et al. 2018</a>
 */
public record MaximumMeanDiscrepancy(Kernel kernel) implements LossTerm {
  /** Its name. */
  public static final String NAME = "mmd";

  /** A kernel by name. */
  public enum Kernel {
    /** exp(−‖z − z'‖²/(2d)), d the units of the latent. */
    RBF,
    /** C/(C + ‖z − z'‖²), mean over seven scales C; it feels latents that are far off as well. */
    IMQ;

    /**
     * Its name in configurations.
     *
     * @return lower case
     */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    RadialKernel of(int latent) {
      return this == RBF ? RadialKernel.gaussian(latent) : new InverseMultiquadric(latent);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String unit() {
    return "squared discrepancy";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.LATENT);
  }

  @Override
  public Compared compares() {
    return Compared.NOTHING;
  }

  @Override
  public Scope scope() {
    return Scope.MINIBATCH;
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new Evaluator() {
      private RadialKernel radial;
      private PriorMean prior;

      @Override
      public double[] perImage(
          List<INDArray> values, INDArray compared, double weight, List<INDArray> gradients) {
        double[] samples = OffHeap.read(values.get(0));
        int images = (int) values.get(0).size(0);
        if (radial == null) {
          radial = kernel.of(samples.length / images);
          prior = new PriorMean(radial, samples.length / images);
        }
        double[] terms = new double[images];
        double[] bySamples = new double[samples.length];
        if (images > 1) {
          addPairs(samples, terms, bySamples);
          addPrior(samples, terms, bySamples);
        }
        if (!gradients.isEmpty()) {
          for (int i = 0; i < bySamples.length; i++) {
            bySamples[i] *= weight;
          }
          OffHeap.write(bySamples, gradients.get(0));
        }
        return terms;
      }

      private void addPairs(double[] samples, double[] terms, double[] bySamples) {
        int images = terms.length;
        int latent = samples.length / images;
        for (int one = 1; one < images; one++) {
          for (int other = 0; other < one; other++) {
            double distance = squaredDistance(samples, one * latent, other * latent, latent);
            double value = radial.value(distance) / (images - 1);
            terms[one] += value;
            terms[other] += value;
            // the pair counts twice, and the distance is a square
            double slope = 4 * radial.slope(distance) / (images - 1);
            for (int unit = 0; unit < latent; unit++) {
              double away = samples[one * latent + unit] - samples[other * latent + unit];
              bySamples[one * latent + unit] += slope * away;
              bySamples[other * latent + unit] -= slope * away;
            }
          }
        }
      }

      private void addPrior(double[] samples, double[] terms, double[] bySamples) {
        int latent = samples.length / terms.length;
        for (int image = 0; image < terms.length; image++) {
          double norm = 0;
          for (int i = image * latent; i < (image + 1) * latent; i++) {
            norm += samples[i] * samples[i];
          }
          terms[image] += prior.ofTwo() - 2 * prior.value(norm);
          double slope = 4 * prior.slope(norm);
          for (int i = image * latent; i < (image + 1) * latent; i++) {
            bySamples[i] -= slope * samples[i];
          }
        }
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  private static double squaredDistance(double[] samples, int one, int other, int latent) {
    double sum = 0;
    for (int unit = 0; unit < latent; unit++) {
      double away = samples[one + unit] - samples[other + unit];
      sum += away * away;
    }
    return sum;
  }
}
