package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A loss term that the latent alone decides: it compares with nothing. */
public interface LatentTerm extends LossTerm {
  /**
   * The term of each image and its gradient.
   *
   * @param latent the values at each of the term's places, [images, units], an image after the
   *     other; each array receives the derivative of the sum of the terms by its values
   * @param images of the minibatch
   * @return a value per image
   */
  double[] penalise(List<double[]> latent, int images);

  @Override
  default Compared compares() {
    return Compared.NOTHING;
  }

  @Override
  default Evaluator evaluator(DataType type) {
    return new Evaluator() {
      @Override
      public double[] perImage(
          List<INDArray> values, INDArray compared, double weight, List<INDArray> gradients) {
        List<double[]> latent = values.stream().map(OffHeap::read).toList();
        double[] terms = penalise(latent, (int) values.get(0).size(0));
        for (int place = 0; place < gradients.size(); place++) {
          double[] gradient = latent.get(place);
          for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= weight;
          }
          OffHeap.write(gradient, gradients.get(place));
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
