package io.latentlake.infer;

import io.latentlake.explain.ExplainedModel;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.ModelFunction;
import io.latentlake.explain.ModelView;
import io.latentlake.explain.Pixels;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.explain.ReferenceSet;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Target;
import java.io.Serializable;
import java.util.OptionalDouble;
import org.apache.spark.broadcast.Broadcast;

/** Makes requests about minibatches, all with one model and target. */
final class RequestMaker {
  /**
   * What requests of all tasks share.
   *
   * @param references images to compare with
   * @param threshold of the model's anomaly score; NaN if it has none
   * @param seed of random draws
   * @param passesPerBatch images taken through the model at a time
   */
  record Common(
      Broadcast<ReferenceImages> references, double threshold, long seed, int passesPerBatch)
      implements Serializable {}

  private final InferenceModel model;
  private final Target target;
  private final ExplainedModel view;
  private final ReferenceSet references;
  private final Common common;

  RequestMaker(InferenceModel model, Target target, Common common) {
    this.model = model;
    this.target = target;
    this.common = common;
    this.view = new ModelView(model);
    this.references = references();
  }

  private ReferenceSet references() {
    ReferenceImages images = common.references().value();
    return new ReferenceSet(
        images.imageIds(),
        Pixels.of(model.shape(), model.seen(images.imageIds(), images.pixels())),
        view);
  }

  /** A model conditioned on labels is told that of the first image, which all must have. */
  ExplanationRequest about(ImageMinibatch images) {
    boolean conditional = !model.labels().isEmpty();
    if (conditional) {
      model.givenAll(images.labels()[0]);
    }
    Pixels pixels = Pixels.of(images.shape(), images.pixels());
    double threshold = common.threshold();
    ModelFunction function = new ModelFunction(model, target, pixels);
    return new ExplanationRequest(
        images.imageIds(),
        pixels,
        target,
        function,
        view,
        function.layers(),
        // their codes depend on the label
        conditional ? references() : references,
        Double.isNaN(threshold) ? OptionalDouble.empty() : OptionalDouble.of(threshold),
        common.seed(),
        common.passesPerBatch());
  }
}
