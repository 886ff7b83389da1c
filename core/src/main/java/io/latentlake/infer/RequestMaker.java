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

/** Makes requests about minibatches, all with one model, target and set of references. */
final class RequestMaker {
  private final InferenceModel model;
  private final Target target;
  private final ExplainedModel view;
  private final ReferenceSet references;
  private final long seed;
  private final int passesPerBatch;

  RequestMaker(
      InferenceModel model,
      Target target,
      ReferenceImages references,
      long seed,
      int passesPerBatch) {
    this.model = model;
    this.target = target;
    this.view = new ModelView(model);
    this.references =
        new ReferenceSet(
            references.imageIds(),
            Pixels.of(model.shape(), model.seen(references.imageIds(), references.pixels())),
            view);
    this.seed = seed;
    this.passesPerBatch = passesPerBatch;
  }

  ExplanationRequest about(ImageMinibatch images) {
    Pixels pixels = Pixels.of(images.shape(), images.pixels());
    ModelFunction function = new ModelFunction(model, target, pixels);
    return new ExplanationRequest(
        images.imageIds(),
        pixels,
        function,
        view,
        function.layers(),
        references,
        seed,
        passesPerBatch);
  }
}
