package io.latentlake.model;

import io.latentlake.model.InferenceGraph.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The stages of an {@link InferenceGraph} with each rectifier a stage of its own. Stages that do
 * not rectify are those of the graph, which has to live longer.
 */
final class LayerGraph implements AutoCloseable {
  private static final String BEFORE = " before its rectifier";

  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final List<InferenceStage> own = new ArrayList<>();

  LayerGraph(Map<String, Step> folded, DataType type) {
    folded.forEach((name, step) -> add(name, step, type));
  }

  private void add(String name, Step step, DataType type) {
    if (!(step.stage() instanceof ActivatedStage folded) || !folded.rectifies()) {
      steps.put(name, step);
      return;
    }
    ActivatedStage affine =
        folded.affine(DoubleUnaryOperator.identity(), DoubleUnaryOperator.identity());
    RectifierStage rectifier = new RectifierStage(type, folded.slope());
    own.addAll(List.of(affine, rectifier));
    steps.put(name + BEFORE, new Step(affine, step.inputs()));
    steps.put(name, new Step(rectifier, List.of(name + BEFORE)));
  }

  /** The way from some nodes to others. */
  InferencePath path(List<String> from, List<String> to) {
    return InferencePath.of(steps, from, to);
  }

  @Override
  public void close() {
    own.forEach(InferenceStage::close);
  }
}
