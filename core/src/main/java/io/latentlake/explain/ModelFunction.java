package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Loss;
import io.latentlake.model.Target;
import io.latentlake.model.TargetGradient;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model's target as the function to explain.
 *
 * @param model the model, used by one thread at a time; not closed here
 * @param target the number it gives
 */
@SuppressWarnings("try") // a memory scope is only opened and closed
public record ModelFunction(InferenceModel model, Target target) implements ExplainedFunction {
  @Override
  public double[] values(Pixels images) {
    try (MemoryWorkspace scope = model.scope()) {
      return model.values(target, array(images));
    }
  }

  @Override
  public Pixels gradient(Pixels images) {
    try (MemoryWorkspace scope = model.scope()) {
      TargetGradient gradient = model.gradient(target, array(images));
      return pixels(images, gradient.inputGradient());
    }
  }

  @Override
  public Pixels pixelTerms(Pixels images) {
    if (target.kind() == Target.Kind.DEFECT_PIXELS) {
      return defects(images);
    }
    requireReconstructionError();
    Pixels decoded = decoded(images);
    float[][] terms = new float[images.count()][images.shape().values()];
    for (int i = 0; i < terms.length; i++) {
      for (int p = 0; p < terms[i].length; p++) {
        double x = images.rows()[i][p];
        double output = decoded.rows()[i][p];
        terms[i][p] =
            (float)
                (model.loss() == Loss.BCE ? crossEntropy(x, output) : (x - output) * (x - output));
      }
    }
    return new Pixels(images.shape(), terms);
  }

  @Override
  public Pixels leastPixelTerms(Pixels images) {
    requireReconstructionError();
    float[][] terms = new float[images.count()][images.shape().values()];
    if (model.loss() == Loss.BCE) {
      for (int i = 0; i < terms.length; i++) {
        for (int p = 0; p < terms[i].length; p++) {
          terms[i][p] = (float) entropy(images.rows()[i][p]);
        }
      }
    }
    return new Pixels(images.shape(), terms);
  }

  private void requireReconstructionError() {
    if (target.kind() != Target.Kind.RECONSTRUCTION_ERROR) {
      throw new UnsupportedOperationException(target.name() + " is not a sum over pixels");
    }
  }

  private Pixels decoded(Pixels images) {
    try (MemoryWorkspace scope = model.scope()) {
      return pixels(images, model.reconstructions(array(images)).decoded());
    }
  }

  /** The probability of a defect, shared out evenly among the channels. */
  private Pixels defects(Pixels images) {
    ImageShape shape = images.shape();
    int area = shape.height() * shape.width();
    float[][] terms = new float[images.count()][shape.values()];
    try (MemoryWorkspace scope = model.scope()) {
      float[][] maps = model.reconstructions(array(images)).defectProbabilities();
      for (int i = 0; i < terms.length; i++) {
        for (int p = 0; p < terms[i].length; p++) {
          terms[i][p] = maps[i][p % area] / shape.channels();
        }
      }
    }
    return new Pixels(shape, terms);
  }

  private static INDArray array(Pixels images) {
    int length = images.shape().values();
    float[] all = new float[images.count() * length];
    for (int i = 0; i < images.count(); i++) {
      System.arraycopy(images.rows()[i], 0, all, i * length, length);
    }
    return Nd4j.create(
        all,
        new long[] {
          images.count(), images.shape().channels(), images.shape().height(), images.shape().width()
        },
        'c');
  }

  private static Pixels pixels(Pixels like, INDArray array) {
    return new Pixels(like.shape(), OffHeap.rows(array));
  }

  /** −x·ln s(l) − (1 − x)·ln(1 − s(l)) in nats, s the logistic function; finite for every l. */
  private static double crossEntropy(double x, double logit) {
    return Math.max(logit, 0) - x * logit + Math.log1p(Math.exp(-Math.abs(logit)));
  }

  private static double entropy(double x) {
    return x <= 0 || x >= 1 ? 0 : -x * Math.log(x) - (1 - x) * Math.log1p(-x);
  }
}
