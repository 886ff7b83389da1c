package io.latentlake.explain;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.Target;
import java.util.stream.IntStream;

/** Requests about functions written down by hand. */
public final class Requests {
  /** Seed of the draws. */
  public static final long SEED = 11;

  private Requests() {}

  /** Images named by their position, a model that is the identity, and themselves as references. */
  public static ExplanationRequest of(
      ExplainedFunction function, Pixels images, int passesPerBatch) {
    return of(function, images, ids(images.count()), passesPerBatch);
  }

  /** The same with ids. */
  public static ExplanationRequest of(
      ExplainedFunction function, Pixels images, String[] ids, int passesPerBatch) {
    ExplainedModel model = new ToyModel();
    Pixels references =
        new Pixels(
            images.shape(), new float[][] {new float[images.shape().values()], ones(images)});
    return new ExplanationRequest(
        ids,
        images,
        function,
        model,
        new NoLayers(),
        new ReferenceSet(new String[] {"black", "white"}, references, model),
        SEED,
        passesPerBatch);
  }

  /** The same about a number of a model, with its layers. */
  public static ExplanationRequest of(
      InferenceModel model, Target target, Pixels images, String[] ids, int passesPerBatch) {
    ModelFunction function = new ModelFunction(model, target, images);
    ExplainedModel view = new ModelView(model);
    Pixels references =
        new Pixels(
            images.shape(), new float[][] {new float[images.shape().values()], ones(images)});
    return new ExplanationRequest(
        ids,
        images,
        function,
        view,
        function.layers(),
        new ReferenceSet(new String[] {"black", "white"}, references, view),
        SEED,
        passesPerBatch);
  }

  /** The same about images named by their position, all of which may go together. */
  public static ExplanationRequest of(InferenceModel model, Target target, Pixels images) {
    return of(model, target, images, ids(images.count()), 2 * images.count());
  }

  private static float[] ones(Pixels images) {
    float[] ones = new float[images.shape().values()];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private static String[] ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "image" + i).toArray(String[]::new);
  }
}
