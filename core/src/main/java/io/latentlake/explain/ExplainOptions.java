package io.latentlake.explain;

import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import io.latentlake.model.ModelKind;
import io.latentlake.model.NativeMemory;
import io.latentlake.model.Target;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/** What is explained and how: section {@code explain}. */
public record ExplainOptions(
    @Key(
            value = "[auto]",
            meaning =
                "Attribution methods: residual, excess-residual, smooth-residual, saliency,"
                    + " input-x-gradient, integrated-gradients, occlusion, defect-map; the first"
                    + " three explain reconstruction_error only, the last defect_pixels; auto is"
                    + " defect-map and smooth-residual of a model that finds defects, else residual"
                    + " and integrated-gradients")
        List<String> methods,
    @Key(
            value = "[auto]",
            meaning =
                "Numbers to explain: reconstruction_error, kl, negative_elbo, squared_norm,"
                    + " defect_pixels, latent_0, latent_1, ...; auto is reconstruction_error and,"
                    + " of a model that finds defects, defect_pixels")
        List<String> targets,
    @Key(
            value = "top",
            oneOf = {"all", "sample", "top"},
            meaning = "Every image, a sample by hash of the image id, or those of highest score")
        String rows,
    @Key(
            value = "100",
            min = 1,
            max = 1e9,
            unit = "images",
            meaning = "Size of the sample or the top")
        int count,
    @Key(
            value = "32",
            min = 1,
            max = 10000,
            meaning = "Steps of integrated gradients between baseline and image")
        int steps,
    @Key(
            value = "black",
            oneOf = {"black", "white", "grey", "mean", "blurred"},
            meaning = "What integrated gradients and occlusion compare an image with")
        String baseline,
    @Key(
            value = "4",
            min = 1,
            max = 1024,
            unit = "pixels",
            meaning = "Side of the occluding square")
        int occlusionWindow,
    @Key(
            value = "2",
            min = 1,
            max = 1024,
            unit = "pixels",
            meaning = "Step of the occluding square")
        int occlusionStride,
    @Key(
            value = "256",
            min = 1,
            max = 1048576,
            unit = "images",
            meaning =
                "Images, real or interpolated, taken through the model at a time; fewer where so"
                    + " many would take a task more than 1 GiB of native memory")
        int passesPerBatch,
    @Key(
            value = "false",
            effect = Effect.NONE,
            meaning = "Compute every row again, also where a row of the run before is still right")
        boolean full)
    implements Serializable {
  /** In a list of methods or targets: those that suit the model. */
  public static final String AUTO = "auto";

  private static final long serialVersionUID = 1L;
  private static final long MOST_BYTES = 1L << 30;

  /** Copies the lists. */
  public ExplainOptions {
    methods = List.copyOf(methods);
    targets = List.copyOf(targets);
  }

  /**
   * The same with the methods and targets that {@link #AUTO} stands for.
   *
   * @param model what is explained
   * @return options that name each method and target
   */
  public ExplainOptions of(ModelKind model) {
    boolean defects = model.findsDefects();
    return with(
        chosen(
            methods,
            defects
                ? List.of(DefectMap.NAME, SmoothResidualMap.NAME)
                : List.of(ResidualMap.NAME, IntegratedGradients.NAME)),
        chosen(
            targets,
            defects
                ? List.of(Target.DEFECT_PIXELS.name(), Target.RECONSTRUCTION_ERROR.name())
                : List.of(Target.RECONSTRUCTION_ERROR.name())),
        passesPerBatch);
  }

  private static List<String> chosen(List<String> named, List<String> usual) {
    return named.stream()
        .flatMap(name -> name.equals(AUTO) ? usual.stream() : Stream.of(name))
        .distinct()
        .toList();
  }

  /**
   * The same with no more passes at a time than native memory should be taken for. What is found
   * does not depend on it.
   *
   * @param memory what a task takes
   * @return options whose {@code passesPerBatch} take at most 1 GiB, or are 1
   */
  public ExplainOptions within(NativeMemory memory) {
    long most = Math.max(1, memory.mostImages(MOST_BYTES));
    return with(methods, targets, (int) Math.min(passesPerBatch, most));
  }

  private ExplainOptions with(List<String> ofMethods, List<String> ofTargets, int passes) {
    return new ExplainOptions(
        ofMethods,
        ofTargets,
        rows,
        count,
        steps,
        baseline,
        occlusionWindow,
        occlusionStride,
        passes,
        full);
  }
}
