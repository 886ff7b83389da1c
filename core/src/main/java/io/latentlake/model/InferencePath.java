package io.latentlake.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
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
  private final List<int[]> inputs;
  private final int[] ends;

  // 0 is the given node, i + 1 that of stage i
  private final INDArray[] values;
  private final INDArray[] gradients;

  private InferencePath(List<InferenceStage> stages, List<int[]> inputs, int[] ends) {
    this.stages = stages;
    this.inputs = inputs;
    this.ends = ends;
    this.values = new INDArray[stages.size() + 1];
    this.gradients = new INDArray[stages.size() + 1];
  }

  static InferencePath of(Map<String, InferenceGraph.Step> steps, String from, List<String> to) {
    Set<String> needed = needed(steps, from, to);
    List<InferenceStage> stages = new ArrayList<>();
    List<int[]> inputs = new ArrayList<>();
    Map<String, Integer> slots = new HashMap<>(Map.of(from, 0));
    steps.forEach(
        (name, step) -> {
          if (needed.contains(name)) {
            stages.add(step.stage());
            inputs.add(step.inputs().stream().mapToInt(slots::get).toArray());
            slots.put(name, stages.size());
          }
        });
    return new InferencePath(stages, inputs, to.stream().mapToInt(slots::get).toArray());
  }

  private static Set<String> needed(
      Map<String, InferenceGraph.Step> steps, String from, List<String> to) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(to);
    while (!open.isEmpty()) {
      String node = open.pop();
      if (!node.equals(from) && needed.add(node)) {
        InferenceGraph.Step step = steps.get(node);
        if (step == null) {
          throw new IllegalArgumentException(
              "no way leads from " + from + " alone to " + to + ": " + node + " is not given");
        }
        open.addAll(step.inputs());
      }
    }
    return needed;
  }

  /** Values of the last nodes, in the order asked for. */
  List<INDArray> forward(INDArray given) {
    values[0] = given;
    for (int i = 0; i < stages.size(); i++) {
      values[i + 1] =
          stages.get(i).forward(Arrays.stream(inputs.get(i)).mapToObj(in -> values[in]).toList());
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
    for (int i = stages.size() - 1; i >= 0; i--) {
      List<INDArray> byInputs = stages.get(i).backward(gradients[i + 1]);
      for (int input = 0; input < byInputs.size(); input++) {
        add(byInputs.get(input), inputs.get(i)[input]);
      }
    }
    return gradients[0];
  }

  private void add(INDArray gradient, int slot) {
    if (gradients[slot] == null) {
      gradients[slot] = gradient;
    } else {
      Sums.add(gradient, gradients[slot]);
    }
  }
}
