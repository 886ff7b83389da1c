package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Operation.Rectify;
import io.latentlake.architecture.Operation.Reshape;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Key;
import io.latentlake.kernel.OffHeap;
import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kind that only tests know: a dense autoencoder whose code is rectified and pays for the squares
 * of its values. The decoder starts from the rectified code.
 */
public final class SparseTestKind implements ModelKind {
  /** Its name. */
  public static final String NAME = "test-sparse-ae";

  /** Its own keys. */
  public record Price(
      @Key(value = "0.3", min = 0, max = 10, meaning = "What a squared value of the code costs")
          double price)
      implements Serializable {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String inWords() {
    return "autoencoder with a dear code";
  }

  @Override
  public Class<? extends Record> options() {
    return Price.class;
  }

  @Override
  public Architecture architecture(ModelOptions options, Shape image) {
    return Architecture.of(image)
        .add("hidden", new Dense(12, true, InitialWeights.HE_NORMAL))
        .add("hidden-activation", new Rectify(0.1))
        .add("code", new Dense(options.latent(), true, InitialWeights.UNIFORM))
        .add("code-activation", new Rectify(0.5))
        .place(Architecture.MEAN)
        .place(Architecture.LATENT)
        .add("pixels", new Dense(image.values(), true, InitialWeights.UNIFORM))
        .add("picture", new Reshape(image))
        .place(Architecture.DECODED)
        .build();
  }

  @Override
  public List<WeightedTerm> lossTerms(ModelOptions options) {
    return List.of(
        WeightedTerm.constant(new Reconstruction(options.reconstructionLoss()), 1),
        WeightedTerm.warmingUp(new SquaredCode(), options.own(Price.class).price()));
  }

  /** Σ z². */
  public record SquaredCode() implements LossTerm {
    @Override
    public String name() {
      return "squared_code";
    }

    @Override
    public String unit() {
      return "squared units";
    }

    @Override
    public List<String> places() {
      return List.of(Architecture.MEAN);
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
          double[] code = OffHeap.read(values.get(0));
          double[] terms = new double[(int) values.get(0).size(0)];
          int latent = code.length / terms.length;
          for (int i = 0; i < code.length; i++) {
            terms[i / latent] += code[i] * code[i];
            code[i] *= 2 * weight;
          }
          if (!gradients.isEmpty()) {
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
}
