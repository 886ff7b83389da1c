package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.LossTerm;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A loss term that the code alone decides. */
interface CodePenalty extends LossTerm {
  /**
   * The term of each image and its gradient.
   *
   * @param code of each image, image by image; receives the derivative of the sum of the terms
   * @param images of the minibatch
   * @return a value per image
   */
  double[] penalise(double[] code, int images);

  @Override
  default List<String> places() {
    return List.of(Architecture.MEAN);
  }

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
        double[] code = OffHeap.read(values.get(0));
        double[] terms = penalise(code, (int) values.get(0).size(0));
        if (!gradients.isEmpty()) {
          for (int i = 0; i < code.length; i++) {
            code[i] *= weight;
          }
          OffHeap.write(code, gradients.get(0));
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
