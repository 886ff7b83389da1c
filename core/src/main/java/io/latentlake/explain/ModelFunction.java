package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.Target;
import io.latentlake.model.TargetGradient;
import java.util.function.Function;
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
    return terms(images, Reconstructions::reconstructionTerms);
  }

  @Override
  public Pixels leastPixelTerms(Pixels images) {
    return terms(images, Reconstructions::leastReconstructionTerms);
  }

  private Pixels terms(Pixels images, Function<Reconstructions, double[]> found) {
    if (target.kind() != Target.Kind.RECONSTRUCTION_ERROR) {
      throw new UnsupportedOperationException(target.name() + " is not a sum over pixels");
    }
    int size = images.shape().values();
    float[][] rows = new float[images.count()][size];
    try (MemoryWorkspace scope = model.scope()) {
      double[] terms = found.apply(model.reconstructions(array(images)));
      for (int i = 0; i < terms.length; i++) {
        rows[i / size][i % size] = (float) terms[i];
      }
    }
    return new Pixels(images.shape(), rows);
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
}
