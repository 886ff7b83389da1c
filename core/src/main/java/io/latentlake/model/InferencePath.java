package io.latentlake.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The stages from one node to others, forth and back. Arrays that it returns are its stages' and
 * are overwritten by the next call.
 */
final class InferencePath {
  private final List<InferenceStage> stages;
  private final int[] inputs;
  private final int[] ends;

  // 0 is the given node, i + 1 that of stage i
  private final INDArray[] values;
  private final INDArray[] gradients;

  private InferencePath(List<InferenceStage> stages, int[] inputs, int[] ends) {
    this.stages = stages;
    this.inputs = inputs;
    this.ends = ends;
    this.values = new INDArray[stages.size() + 1];
    this.gradients = new INDArray[stages.size() + 1];
  }

  static InferencePath of(Map<String, InferenceGraph.Step> steps, String from, List<String> to) {
    Set<String> needed = new HashSet<>();
    for (String end : to) {
      String node = end;
      while (!node.equals(from) && needed.add(node)) {
        InferenceGraph.Step step = steps.get(node);
        if (step == null) {
          throw new IllegalArgumentException("no way leads from " + from + " to " + end);
        }
        node = step.input();
      }
    }
    List<InferenceStage> stages = new ArrayList<>();
    List<Integer> inputs = new ArrayList<>();
    Map<String, Integer> slots = new HashMap<>(Map.of(from, 0));
    steps.forEach(
        (name, step) -> {
          if (needed.contains(name)) {
            stages.add(step.stage());
            inputs.add(slots.get(step.input()));
            slots.put(name, stages.size());
          }
        });
    return new InferencePath(
        stages,
        inputs.stream().mapToInt(Integer::intValue).toArray(),
        to.stream().mapToInt(slots::get).toArray());
  }

  /** Values of the last nodes, in the order asked for. */
  List<INDArray> forward(INDArray given) {
    values[0] = given;
    for (int i = 0; i < inputs.length; i++) {
      values[i + 1] = stages.get(i).forward(values[inputs[i]]);
    }
    return Arrays.stream(ends).mapToObj(end -> values[end]).toList();
  }

  /**
   * Gradient by the given node, at the values of the last forward pass.
   *
   * @param byEnds gradients by the last nodes, in the order asked for
   */
  INDArray backward(List<INDArray> byEnds) {
    Arrays.fill(gradients, null);
    for (int i = 0; i < ends.length; i++) {
      add(byEnds.get(i), ends[i]);
    }
    for (int i = inputs.length - 1; i >= 0; i--) {
      add(stages.get(i).backward(gradients[i + 1]), inputs[i]);
    }
    return gradients[0];
  }

  private void add(INDArray gradient, int slot) {
    if (gradients[slot] == null) {
      gradients[slot] = gradient;
    } else {
      gradients[slot].addi(gradient);
    }
  }
}
