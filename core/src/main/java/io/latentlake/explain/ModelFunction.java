package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.Target;
import io.latentlake.model.TargetGradient;
import io.latentlake.model.target.DefectPixelsTarget;
import io.latentlake.model.target.ReconstructionErrorTarget;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/** A model's target as the function to explain, for the images of one minibatch. */
@SuppressWarnings("try") // a memory scope is only opened and closed
public final class ModelFunction implements ExplainedFunction {
  private final InferenceModel model;
  private final ModelView view;
  private final Target target;
  private final double[][] codes;

  /**
   * Prepares to explain images.
   *
   * @param model the model, used by one thread at a time; not closed here
   * @param target the number it gives
   * @param images those that are explained, pixels in [0, 1]
   */
  public ModelFunction(InferenceModel model, Target target, Pixels images) {
    this.model = model;
    this.view = new ModelView(model);
    this.target = target;
    this.codes = target.comparesCodes() ? codes(images) : null;
  }

  /**
   * The model's layers, with the same target and images.
   *
   * @return belongs to the model
   */
  public Layers layers() {
    return new ModelLayers(model, target, this::codes);
  }

  @Override
  public double[] values(Pixels images, int[] explained) {
    try (MemoryWorkspace scope = model.scope()) {
      return model.values(target, view.array(images), codes(explained));
    }
  }

  @Override
  public Pixels gradient(Pixels images, int[] explained) {
    if (!model.givesPictures()) {
      throw new UnsupportedOperationException(
          target.name() + " has no gradient by the pixels: the model sees features");
    }
    try (MemoryWorkspace scope = model.scope()) {
      TargetGradient gradient = model.gradient(target, view.array(images), codes(explained));
      return new Pixels(images.shape(), OffHeap.rows(gradient.inputGradient()));
    }
  }

  private double[][] codes(Pixels images) {
    float[][] found = view.encode(images);
    double[][] codes = new double[found.length][];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = new double[found[i].length];
      for (int unit = 0; unit < codes[i].length; unit++) {
        codes[i][unit] = found[i][unit];
      }
    }
    return codes;
  }

  private Optional<double[][]> codes(int[] explained) {
    if (codes == null) {
      return Optional.empty();
    }
    double[][] chosen = new double[explained.length][];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = codes[explained[i]];
    }
    return Optional.of(chosen);
  }

  @Override
  public Pixels pixelTerms(Pixels images) {
    if (target instanceof DefectPixelsTarget) {
      return shared(images, Reconstructions::defectProbabilities);
    }
    return isErrorOfFeatures()
        ? shared(images, Reconstructions::spreadFeatureErrors)
        : terms(images, Reconstructions::reconstructionTerms);
  }

  private boolean isErrorOfFeatures() {
    return target instanceof ReconstructionErrorTarget && !model.givesPictures();
  }

  @Override
  public Pixels leastPixelTerms(Pixels images) {
    return isErrorOfFeatures()
        ? new Pixels(images.shape(), new float[images.count()][images.shape().values()])
        : terms(images, Reconstructions::leastReconstructionTerms);
  }

  private Pixels terms(Pixels images, Function<Reconstructions, double[]> found) {
    if (!(target instanceof ReconstructionErrorTarget error)) {
      throw new UnsupportedOperationException(target.name() + " is not a sum over pixels");
    }
    int size = images.shape().values();
    float[][] rows = new float[images.count()][size];
    try (MemoryWorkspace scope = model.scope()) {
      double[] terms = found.apply(model.reconstructions(view.array(images)));
      for (int i = 0; i < terms.length; i++) {
        rows[i / size][i % size] = (float) terms[i];
      }
    }
    if (!error.whole()) {
      boolean[] part = error.part().in(images.shape());
      for (float[] row : rows) {
        for (int i = 0; i < size; i++) {
          row[i] = part[i] ? row[i] : 0;
        }
      }
    }
    return new Pixels(images.shape(), rows);
  }

  /** A number for each pixel, shared out evenly among the channels. */
  private Pixels shared(Pixels images, Function<Reconstructions, float[][]> found) {
    ImageShape shape = images.shape();
    int area = shape.height() * shape.width();
    float[][] terms = new float[images.count()][shape.values()];
    try (MemoryWorkspace scope = model.scope()) {
      float[][] maps = found.apply(model.reconstructions(view.array(images)));
      for (int i = 0; i < terms.length; i++) {
        for (int p = 0; p < terms[i].length; p++) {
          terms[i][p] = maps[i][p % area] / shape.channels();
        }
      }
    }
    return new Pixels(shape, terms);
  }
}
