package io.latentlake.explain;

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

  private static float[] ones(Pixels images) {
    float[] ones = new float[images.shape().values()];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private static String[] ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "image" + i).toArray(String[]::new);
  }
}
