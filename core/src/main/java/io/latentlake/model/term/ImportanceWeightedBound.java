package io.latentlake.model.term;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.DrawnReconstruction;
import io.latentlake.model.Loss;
import io.latentlake.model.LossTerm;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An upper bound of −log p(x) from k latents z drawn from each image's posterior: −log((1/k)·Σ w),
 * w = p(x|z)·p(z)/q(z|x). With k = 1 it is an estimate of the negative ELBO; the more draws, the
 * tighter on average.
 *
 * @param loss whose −log p(x|z) it is; a likelihood
 * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2016, equations 8 and 14</a>
 */
public record ImportanceWeightedBound(Loss loss) implements LossTerm {
  /** Its name. */
  public static final String NAME = "negative_iw_bound";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String unit() {
    return Loss.NATS;
  }

  @Override
  public List<String> places() {
    return List.of(
        Architecture.MEAN, Architecture.LOG_VARIANCE, Architecture.LATENT, Architecture.DECODED);
  }

  @Override
  public Compared compares() {
    return Compared.IMAGES;
  }

  @Override
  public Evaluator evaluator(DataType type) {
    return new OfDraws(loss, type);
  }

  private static final class OfDraws implements Evaluator {
    private final Loss loss;
    private final DrawnReconstruction reconstruction;

    OfDraws(Loss loss, DataType type) {
      this.loss = loss;
      this.reconstruction = new DrawnReconstruction(loss, type);
    }

    @Override
    public double[] perImage(
        List<INDArray> values, INDArray images, double weight, List<INDArray> gradients) {
      boolean backward = !gradients.isEmpty();
      INDArray byDecoded = backward ? gradients.get(3) : null;
      double[] nats = reconstruction.perDraw(values.get(3), images, byDecoded);
      double normaliser =
          loss.normaliserNats((int) (images.length() / images.size(0))).orElseThrow();
      WeightedDraws draws =
          new WeightedDraws(
              OffHeap.read(values.get(0)),
              OffHeap.read(values.get(1)),
              OffHeap.read(values.get(2)),
              nats);
      double[] terms = draws.bound((int) images.size(0));
      for (int i = 0; i < terms.length; i++) {
        terms[i] += normaliser;
      }
      if (backward) {
        double[] shares = Arrays.stream(draws.shares()).map(share -> weight * share).toArray();
        draws.passBack(shares);
        OffHeap.write(draws.byMean(), gradients.get(0));
        OffHeap.write(draws.byLogVariance(), gradients.get(1));
        OffHeap.write(draws.bySample(), gradients.get(2));
        INDArray column = OffHeap.create(byDecoded.dataType(), shares.length, 1);
        OffHeap.write(shares, column);
        byDecoded
            .reshape('c', shares.length, byDecoded.length() / shares.length)
            .muliColumnVector(column);
        OffHeap.close(column);
      }
      return terms;
    }

    /** The weights' shares of one draw are 1, so only its −log p(x|z) changes. */
    @Override
    public void addByImages(List<INDArray> values, INDArray images, INDArray byImages) {
      reconstruction.addByImages(values.get(3), images, byImages);
    }

    @Override
    public void close() {
      reconstruction.close();
    }
  }
}
