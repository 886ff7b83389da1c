package io.latentlake.infer;

import io.latentlake.explain.ExplainedModel;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.ModelFunction;
import io.latentlake.explain.ModelView;
import io.latentlake.explain.Pixels;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.explain.ReferenceSet;
import io.latentlake.model.InferenceModel;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** Makes requests about minibatches, all with one model and target. */
final class RequestMaker {
  private final InferenceModel model;
  private final ExplanationPlan plan;
  private final ExplainedModel view;

  /** By the label that the model is told, on which their codes depend; null if it is told none. */
  private final Map<String, ReferenceSet> references = new HashMap<>();

  RequestMaker(InferenceModel model, ExplanationPlan plan) {
    this.model = model;
    this.plan = plan;
    this.view = new ModelView(model);
  }

  private ReferenceSet references(String label) {
    ReferenceImages all = plan.references().value();
    ReferenceImages images = label == null ? all : all.of(label);
    return new ReferenceSet(
        images.imageIds(),
        Pixels.of(model.shape(), model.seen(images.imageIds(), images.pixels())),
        view);
  }

  /** A model conditioned on labels is told that of the first image, which all must have. */
  ExplanationRequest about(ImageMinibatch images) {
    String label = model.labels().isEmpty() ? null : images.labels()[0];
    if (label != null) {
      model.givenAll(label);
    }
    Pixels pixels = Pixels.of(images.shape(), images.pixels());
    double threshold = plan.threshold();
    ModelFunction function = new ModelFunction(model, plan.target(), pixels);
    return new ExplanationRequest(
        images.imageIds(),
        pixels,
        plan.target(),
        function,
        view,
        function.layers(),
        references.computeIfAbsent(label, this::references),
        Double.isNaN(threshold) ? OptionalDouble.empty() : OptionalDouble.of(threshold),
        plan.seed(),
        plan.options().passesPerBatch());
  }
}
