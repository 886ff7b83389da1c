package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.LossTerm;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far what the encoder gives is from the vectors of the codebook that stand for it: the squared
 * distance, summed over the latent. It pulls the encoder, not the codebook.
 *
 * @see <a href="https://arxiv.org/abs/1711.00937">van den Oord et al. 2017, equation 3</a>
 */
public record Commitment() implements LossTerm {
  @Override
  public String name() {
    return "commitment";
  }

  @Override
  public String unit() {
    return "squared units";
  }

  @Override
  public List<String> places() {
    return List.of(Architecture.ENCODED, Architecture.LATENT);
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
        double[] encoded = OffHeap.read(values.get(0));
        double[] quantised = OffHeap.read(values.get(1));
        double[] terms = new double[(int) values.get(0).size(0)];
        int latent = encoded.length / terms.length;
        for (int i = 0; i < encoded.length; i++) {
          double away = encoded[i] - quantised[i];
          terms[i / latent] += away * away;
          encoded[i] = 2 * weight * away;
        }
        if (!gradients.isEmpty()) {
          OffHeap.write(encoded, gradients.get(0));
          OffHeap.write(new double[encoded.length], gradients.get(1));
        }
        return terms;
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }
}
