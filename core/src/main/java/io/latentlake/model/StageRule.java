package io.latentlake.model;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a pass back through a network makes, at a stage, of what was passed to its output. */
interface StageRule {
  /** The gradient, as the chain rule has it. */
  StageRule GRADIENT = (stage, inputs, output, passed) -> stage.backward(passed);

  /**
   * What is passed to each input.
   *
   * @param stage whose last forward pass it was
   * @param inputs what the stage took
   * @param output what it made of them
   * @param passed what was passed to its output, of its shape
   * @return an array for each input, which is written to where several ways meet
   */
  List<INDArray> backward(
      InferenceStage stage, List<INDArray> inputs, INDArray output, INDArray passed);
}
