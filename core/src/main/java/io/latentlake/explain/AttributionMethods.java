package io.latentlake.explain;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Every attribution method by its name. */
public final class AttributionMethods {
  private static final Map<String, Function<ExplainOptions, AttributionMethod>> METHODS =
      new TreeMap<>(
          Map.of(
              DefectMap.NAME, options -> new DefectMap(),
              ResidualMap.NAME, options -> new ResidualMap(),
              ExcessResidualMap.NAME, options -> new ExcessResidualMap(),
              SmoothResidualMap.NAME, options -> new SmoothResidualMap(),
              Saliency.NAME, options -> new Saliency(),
              InputTimesGradient.NAME, options -> new InputTimesGradient(),
              IntegratedGradients.NAME,
                  options ->
                      new IntegratedGradients(
                          options.steps(),
                          Baseline.parse(options.baseline()),
                          options.passesPerBatch()),
              Occlusion.NAME,
                  options ->
                      new Occlusion(
                          options.occlusionWindow(),
                          options.occlusionStride(),
                          Baseline.parse(options.baseline()),
                          options.passesPerBatch())));

  private AttributionMethods() {}

  /**
   * Names of all methods.
   *
   * @return the names, sorted
   */
  public static Set<String> names() {
    return METHODS.keySet();
  }

  /**
   * Sets up a method.
   *
   * @param name one of {@link #names()}
   * @param options steps, baseline, window and memory bound
   * @return the method
   * @throws IllegalArgumentException if no method has that name, or the options do not fit it
   */
  public static AttributionMethod of(String name, ExplainOptions options) {
    Function<ExplainOptions, AttributionMethod> method = METHODS.get(name);
    if (method == null) {
      throw new IllegalArgumentException(
          "explain.methods names " + name + "; allowed are " + String.join(", ", names()));
    }
    return method.apply(options);
  }
}
