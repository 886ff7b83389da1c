package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.LossTerm;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the KL divergence of a minibatch, its mean over the images, lacks to a floor: max(0, floor −
 * KL). Added to the KL divergence with the same weight, it makes that cost as much as the floor
 * wherever it is lower; with twice the weight, it makes |KL − floor| of it but for a constant.
 *
 * @param of what has the floor
 * @param floor in nats, at least 0
 * @see <a href="https://arxiv.org/abs/1606.04934">Kingma et al. 2016, appendix C.8</a>
 * @see <a href="https://arxiv.org/abs/1804.03599">Burgess et al. 2018, section 5</a>
 */
public record KlShortfall(Of of, double floor) implements LossTerm {
  /** What has a floor of its own. */
  public enum Of {
    /** Each latent unit; their shortfalls are summed. */
    UNITS("free_bits"),
    /** All latent units together. */
    LATENT("capacity");

    private final String term;

    Of(String term) {
      this.term = term;
    }
  }

  @Override
  public String name() {
    return of.term;
  }

  @Override
  public String unit() {
    return "nats";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.MEAN, Architecture.LOG_VARIANCE);
  }

  @Override
  public Compared compares() {
    return Compared.NOTHING;
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new Evaluator() {
      @Override
      public double[] perImage(
          List<INDArray> values, INDArray images, double weight, List<INDArray> gradients) {
        return KlShortfall.this.perImage(values, weight, gradients);
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  private double[] perImage(List<INDArray> values, double weight, List<INDArray> gradients) {
    double[] mean = OffHeap.read(values.get(0));
    double[] logVariance = OffHeap.read(values.get(1));
    int images = (int) values.get(0).size(0);
    int latent = mean.length / images;
    int groups = of == Of.UNITS ? latent : 1;
    double[] lacking = new double[groups];
    for (int i = 0; i < mean.length; i++) {
      lacking[i % groups] -= KlDivergence.nats(mean[i], logVariance[i]) / images;
    }
    double[] terms = new double[images];
    for (int i = 0; i < mean.length; i++) {
      int group = i % groups;
      if (lacking[group] + floor > 0) {
        // the floor is shared out among a group's units, of which an image has latent / groups
        double share = floor * groups / latent;
        terms[i / latent] += share - KlDivergence.nats(mean[i], logVariance[i]);
        mean[i] *= -weight;
        logVariance[i] = -weight * KlDivergence.byLogVariance(logVariance[i]);
      } else {
        mean[i] = 0;
        logVariance[i] = 0;
      }
    }
    if (!gradients.isEmpty()) {
      OffHeap.write(mean, gradients.get(0));
      OffHeap.write(logVariance, gradients.get(1));
    }
    return terms;
  }
}
