package io.latentlake.explain;

import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import io.latentlake.model.NativeMemory;
import java.io.Serializable;
import java.util.List;

/** What is explained and how: section {@code explain}. */
public record ExplainOptions(
    @Key(
            value = "[residual, integrated-gradients]",
            meaning =
                "Attribution methods: residual, excess-residual, saliency, input-x-gradient,"
                    + " integrated-gradients, occlusion; the first two explain"
                    + " reconstruction_error only")
        List<String> methods,
    @Key(
            value = "[reconstruction_error]",
            meaning =
                "Numbers to explain: reconstruction_error, kl, negative_elbo, squared_norm,"
                    + " latent_0, latent_1, ...")
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
  private static final long serialVersionUID = 1L;
  private static final long MOST_BYTES = 1L << 30;

  /** Copies the lists. */
  public ExplainOptions {
    methods = List.copyOf(methods);
    targets = List.copyOf(targets);
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
    return new ExplainOptions(
        methods,
        targets,
        rows,
        count,
        steps,
        baseline,
        occlusionWindow,
        occlusionStride,
        (int) Math.min(passesPerBatch, most),
        full);
  }
}
