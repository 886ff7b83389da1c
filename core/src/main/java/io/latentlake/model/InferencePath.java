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
 * The stages from one node to others, forth and back, with what else is given on the way. Arrays
 * that it returns are its stages' and are overwritten by the next call.
 */
final class InferencePath {
  private final List<InferenceStage> stages;
  private final List<int[]> inputs;
  private final int[] ends;

  // first the given nodes, then those of the stages
  private final int given;
  private final INDArray[] values;
  private final INDArray[] gradients;

  private InferencePath(int given, List<InferenceStage> stages, List<int[]> inputs, int[] ends) {
    this.given = given;
    this.stages = stages;
    this.inputs = inputs;
    this.ends = ends;
    this.values = new INDArray[given + stages.size()];
    this.gradients = new INDArray[given + stages.size()];
  }

  static InferencePath of(
      Map<String, InferenceGraph.Step> steps, List<String> from, List<String> to) {
    Set<String> needed = needed(steps, from, to);
    List<InferenceStage> stages = new ArrayList<>();
    List<int[]> inputs = new ArrayList<>();
    Map<String, Integer> slots = new HashMap<>();
    from.forEach(node -> slots.put(node, slots.size()));
    steps.forEach(
        (name, step) -> {
          if (needed.contains(name)) {
            stages.add(step.stage());
            inputs.add(step.inputs().stream().mapToInt(slots::get).toArray());
            slots.put(name, slots.size());
          }
        });
    return new InferencePath(
        from.size(), stages, inputs, to.stream().mapToInt(slots::get).toArray());
  }

  private static Set<String> needed(
      Map<String, InferenceGraph.Step> steps, List<String> from, List<String> to) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(to);
    while (!open.isEmpty()) {
      String node = open.pop();
      if (!from.contains(node) && needed.add(node)) {
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

  /**
   * Values of the last nodes, in the order asked for.
   *
   * @param first values of the given nodes, in their order
   */
  List<INDArray> forward(List<INDArray> first) {
    for (int i = 0; i < given; i++) {
      values[i] = first.get(i);
    }
    for (int i = 0; i < stages.size(); i++) {
      values[given + i] = stages.get(i).forward(inputs(i));
    }
    return Arrays.stream(ends).mapToObj(end -> values[end]).toList();
  }

  /**
   * Gradient by the first of the given nodes, at the values of the last forward pass.
   *
   * @param byEnds gradients by the last nodes, in the order asked for
   */
  INDArray backward(List<INDArray> byEnds) {
    return backward(byEnds, StageRule.GRADIENT);
  }

  /**
   * What a rule passes back to the given node, at the values of the last forward pass.
   *
   * @param byEnds what is passed to the last nodes, in the order asked for; null where nothing is
   * @param rule what each stage passes on
   */
  INDArray backward(List<INDArray> byEnds, StageRule rule) {
    Arrays.fill(gradients, null);
    for (int i = 0; i < ends.length; i++) {
      if (byEnds.get(i) != null) {
        add(byEnds.get(i), ends[i]);
      }
    }
    for (int i = stages.size() - 1; i >= 0; i--) {
      List<INDArray> byInputs =
          rule.backward(stages.get(i), inputs(i), values[given + i], gradients[given + i]);
      for (int input = 0; input < byInputs.size(); input++) {
        add(byInputs.get(input), inputs.get(i)[input]);
      }
    }
    return gradients[0];
  }

  /** What the last pass back has passed to one of the last nodes; null if nothing. */
  INDArray passedTo(int end) {
    return gradients[ends[end]];
  }

  private List<INDArray> inputs(int stage) {
    return Arrays.stream(inputs.get(stage)).mapToObj(in -> values[in]).toList();
  }

  private void add(INDArray gradient, int slot) {
    if (gradients[slot] == null) {
      gradients[slot] = gradient;
    } else {
      Sums.add(gradient, gradients[slot]);
    }
  }
}
