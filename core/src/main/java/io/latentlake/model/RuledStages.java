package io.latentlake.model;

import io.latentlake.kernel.OffHeap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Follows a {@link BackwardRule} from stage to stage. */
final class RuledStages implements AutoCloseable {
  private final Map<ActivatedStage, WalkedLayer> layers = new HashMap<>();

  /** A rule as an {@link InferencePath} takes it. */
  StageRule of(BackwardRule rule) {
    return (stage, inputs, output, passed) -> {
      if (stage instanceof RectifierStage rectifier) {
        return rectified(rule, rectifier, inputs.get(0), output, passed);
      }
      if (stage instanceof ActivatedStage affine) {
        WalkedLayer layer = layers.computeIfAbsent(affine, WalkedLayer::new);
        layer.passed(inputs.get(0), output);
        return List.of(like(inputs.get(0), rule.affine(layer, OffHeap.read(passed))));
      }
      return stage instanceof AddStage ? summed(rule, inputs, passed) : stage.backward(passed);
    };
  }

  private static List<INDArray> rectified(
      BackwardRule rule, RectifierStage stage, INDArray input, INDArray output, INDArray passed) {
    BackwardRule.Rectified at =
        new BackwardRule.Rectified(stage.slope(), OffHeap.read(input), OffHeap.read(output));
    return List.of(like(input, rule.rectifier(at, OffHeap.read(passed))));
  }

  private static List<INDArray> summed(BackwardRule rule, List<INDArray> terms, INDArray passed) {
    double[][] toTerms =
        rule.sum(OffHeap.read(terms.get(0)), OffHeap.read(terms.get(1)), OffHeap.read(passed));
    List<INDArray> back = new ArrayList<>();
    for (int term = 0; term < toTerms.length; term++) {
      back.add(like(terms.get(term), toTerms[term]));
    }
    return back;
  }

  /** Values as an array of the shape of another, in the workspace that is open. */
  static INDArray like(INDArray array, double[] values) {
    INDArray copy = OffHeap.create(array.dataType(), array.shape());
    OffHeap.write(values, copy);
    return copy;
  }

  @Override
  public void close() {
    layers.values().forEach(WalkedLayer::close);
  }
}
