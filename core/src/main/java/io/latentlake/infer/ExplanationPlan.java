package io.latentlake.infer;

import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.image.ImageShape;
import io.latentlake.model.Target;
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

  Attributor attributor() {
    return AttributionMethod.named(method).attributor(options);
  }

  /** Images that fill one batch of passes, so that what a method keeps for them is bounded, too. */
  int minibatch(ImageShape shape) {
    return (int) Math.max(1, options.passesPerBatch() / attributor().passes(shape));
  }
}
