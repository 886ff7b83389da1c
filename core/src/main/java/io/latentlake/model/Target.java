package io.latentlake.model;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A number about an image that can be explained. It depends on that image and the model, and for
 * some on the image that is explained, of which it is an altered copy.
 */
public interface Target extends Serializable {
  /**
   * Its name in configurations and in the {@code target} column.
   *
   * @return lower case, letters, digits and underscores
   */
  String name();

  /**
   * Why a model does not have it.
   *
   * @param model the model
   * @return words that follow "the model"; empty if the model has it
   */
  default Optional<String> refusal(ModelOptions model) {
    return Optional.empty();
  }

  /**
   * Why a trained model does not have it.
   *
   * @param model the model
   * @return words that follow "the model"; empty if the model has it
   */
  default Optional<String> refusal(ModelPackage model) {
    return refusal(model.options());
  }

  /**
   * Whether its derivative by the pixels is known.
   *
   * @return false if only its values can be had
   */
  default boolean differentiable() {
    return true;
  }

  /**
   * Whether it compares codes with those of the images that are explained.
   *
   * @return true if those codes have to be given
   */
  default boolean comparesCodes() {
    return false;
  }

  /**
   * The places of the network that it is computed from.
   *
   * @param model a model that has it
   * @return such as {@link io.latentlake.architecture.Architecture#DECODED}
   */
  List<String> places(ModelOptions model);

  /**
   * Computes it for a minibatch.
   *
   * @param minibatch what the network gives at its {@link #places}; receives the values and, if
   *     wanted, their derivatives by what was given
   */
  void evaluate(TargetEvaluation minibatch);
}
