package io.latentlake.model.target;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Target;
import io.latentlake.model.TargetEvaluation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How near the code of an altered image is to that of the image itself, f(x), which is held fixed:
 * what the pixels add to the whole embedding, without a label.
 *
 * @param measure of nearness
 * @see <a href="https://arxiv.org/abs/2203.01928">Crabbé and van der Schaar 2022</a>
 */
record LabelFreeTarget(Measure measure) implements Target {
  private static final long serialVersionUID = 1L;

  /** How two codes are compared. */
  enum Measure {
    /** The inner product ⟨f(x), f(x̃)⟩. */
    LABEL_FREE {
      @Override
      double of(double[] own, double[] code, double[] derivative) {
        System.arraycopy(own, 0, derivative, 0, own.length);
        return product(own, code);
      }
    },
    /**
     * Their cosine, from −1 to 1; 0 if one is 0.
     *
     * @see <a href="https://arxiv.org/abs/2112.10161">Wickstrøm et al. 2022</a>
     */
    LABEL_FREE_COSINE {
      @Override
      double of(double[] own, double[] code, double[] derivative) {
        double norms = Math.sqrt(product(own, own) * product(code, code));
        if (norms == 0) {
          return 0;
        }
        double cosine = product(own, code) / norms;
        double squared = product(code, code);
        for (int i = 0; i < own.length; i++) {
          derivative[i] = own[i] / norms - cosine * code[i] / squared;
        }
        return cosine;
      }
    };

    /** The measure; writes its derivative by the code. */
    abstract double of(double[] own, double[] code, double[] derivative);

    private static double product(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }
  }

  static Optional<Target> parse(String name) {
    return Arrays.stream(Measure.values())
        .<Target>map(LabelFreeTarget::new)
        .filter(target -> target.name().equals(name))
        .findFirst();
  }

  @Override
  public String name() {
    return measure.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean comparesCodes() {
    return true;
  }

  @Override
  public List<String> places(ModelOptions model) {
    return List.of(Architecture.MEAN);
  }

  @Override
  public void evaluate(TargetEvaluation minibatch) {
    double[] codes = minibatch.at(Architecture.MEAN);
    int units = codes.length / minibatch.images();
    double[] byCodes = new double[codes.length];
    double[] derivative = new double[units];
    for (int i = 0; i < minibatch.images(); i++) {
      double[] code = Arrays.copyOfRange(codes, i * units, (i + 1) * units);
      Arrays.fill(derivative, 0);
      minibatch.add(i, measure.of(minibatch.explainedCode(i), code, derivative));
      System.arraycopy(derivative, 0, byCodes, i * units, units);
    }
    minibatch.derivative(Architecture.MEAN, byCodes);
  }
}
