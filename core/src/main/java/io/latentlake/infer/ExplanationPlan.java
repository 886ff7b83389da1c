package io.latentlake.infer;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.NativeMemory;
import io.latentlake.model.Target;
import io.latentlake.model.Threshold;
import io.latentlake.model.target.Targets;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * What is explained and how, as it is sent to the executors.
 *
 * @param method name of the attribution method
 * @param target the number to explain
 * @param options of the method
 * @param references images to compare with
 * @param threshold of the model's anomaly score; NaN if it has none
 * @param seed of random draws
 */
record ExplanationPlan(
    String method,
    Target target,
    ExplainOptions options,
    Broadcast<ReferenceImages> references,
    double threshold,
    long seed)
    implements Serializable {

  /**
   * Plans to explain one number of images by one method.
   *
   * @throws IllegalArgumentException if the method does not explain that target, or the model does
   *     not have it
   */
  static ExplanationPlan of(
      ModelPackage model,
      String method,
      Target target,
      ExplainOptions options,
      Broadcast<ReferenceImages> references,
      long seed) {
    Targets.requireFits(target, model);
    AttributionMethod.named(method)
        .refusal(target, model, options)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(
                  "method " + method + " does not explain " + target.name() + ": it " + reason);
            });
    NativeMemory memory =
        NativeMemory.ofExplaining(model.options(), model.shape(), model.parameters().length);
    return new ExplanationPlan(
        method,
        target,
        options.within(memory, model.mostImages()),
        references,
        model.threshold().map(Threshold::value).orElse(Double.NaN),
        seed);
  }

  Attributor attributor() {
    return AttributionMethod.named(method).attributor(options);
  }

  /** Images that fill one batch of passes, so that what a method keeps for them is bounded, too. */
  int minibatch(ImageShape shape) {
    return (int) Math.max(1, options.passesPerBatch() / attributor().passes(shape));
  }
}
