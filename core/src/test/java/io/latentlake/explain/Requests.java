package io.latentlake.explain;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Target;
import io.latentlake.model.target.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Requests about functions written down by hand. */
public final class Requests {
  /** Seed of the draws. */
  public static final long SEED = 11;

  /** Of the anomaly score. */
  public static final double THRESHOLD = 1;

  private Requests() {}

  /** Images named by their position, and {@link ToyModel}; references are black and white. */
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
        Targets.latent(0),
        function,
        model,
        new NoLayers(),
        new ReferenceSet(new String[] {"black", "white"}, references, model),
        OptionalDouble.of(THRESHOLD),
        SEED,
        passesPerBatch);
  }

  /** What a method gives for one image, named {@code image0}. */
  public static Attribution attribution(
      String method, ExplainedFunction function, ImageShape shape, float[] pixels, String... keys) {
    String[] own = Arrays.stream(keys).map(key -> method + "." + key).toArray(String[]::new);
    List<Attribution> attributions =
        AttributionMethod.named(method)
            .attributor(Options.of(ExplainOptions.class, own))
            .attribute(of(function, new Pixels(shape, new float[][] {pixels}), 3));
    if (attributions.size() != 1) {
      throw new AssertionError("one image has " + attributions.size() + " attributions");
    }
    return attributions.get(0);
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
        target,
        function,
        view,
        function.layers(),
        new ReferenceSet(new String[] {"black", "white"}, references, view),
        OptionalDouble.of(THRESHOLD),
        SEED,
        passesPerBatch);
  }

  /** The same about images named by their position, all of which may go together. */
  public static ExplanationRequest of(InferenceModel model, Target target, Pixels images) {
    return of(model, target, images, ids(images.count()), 8 * images.count());
  }

  private static float[] ones(Pixels images) {
    float[] ones = new float[images.shape().values()];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static String[] ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "image" + i).toArray(String[]::new);
  }
}
