package io.latentlake.explain;

import io.latentlake.config.Choices;
import io.latentlake.config.Registry;
import io.latentlake.config.Sections;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A way to say which pixels an explained number comes from.
 *
 * <p>{@link java.util.ServiceLoader} finds it where a file {@code META-INF/services} names it. It
 * has no state and a constructor without arguments.
 */
public interface AttributionMethod {
  /** The keys of a method that has none. */
  record NoOptions() implements java.io.Serializable {}

  /**
   * Name in options and in the attributions table.
   *
   * @return lower-case words joined by hyphens
   */
  String name();

  /**
   * What its map shows, for help and report.
   *
   * @return a phrase: where, what or how far
   */
  String meaning();

  /**
   * The keys that only it has.
   *
   * @return a record each component of which has a {@link io.latentlake.config.Key}, and which is
   *     {@link java.io.Serializable}. They are the section {@code explain.NAME}
   */
  default Class<? extends Record> options() {
    return NoOptions.class;
  }

  /**
   * Why it does not explain a target.
   *
   * @param target the number to explain
   * @return words that follow "it"; empty if it explains the target
   */
  default Optional<String> refusal(Target target) {
    return Optional.empty();
  }

  /**
   * Why it does not explain a target of a model.
   *
   * @param target a number that the model has
   * @param model the model
   * @return words that follow "it"; empty if it explains the target
   */
  default Optional<String> refusal(Target target, ModelPackage model) {
    return refusal(target)
        .or(
            () ->
                model.options().family().seesFeatures()
                    ? asks().map(asked -> asked.inWords() + notOf(model))
                    : Optional.empty());
  }

  /**
   * The same where its keys are known as well.
   *
   * @param target a number that the model has
   * @param model the model
   * @param options its keys and those of all methods
   * @return words that follow "it"; empty if it explains the target
   */
  default Optional<String> refusal(Target target, ModelPackage model, ExplainOptions options) {
    return refusal(target, model)
        .or(
            () ->
                attributor(options)
                    .baseline()
                    .map(start -> start.of(target, !model.options().seesFeatures()))
                    .filter(Baseline.RECONSTRUCTION::equals)
                    .filter(start -> model.options().seesFeatures())
                    .map(
                        start ->
                            "starts from the baseline reconstruction, a picture"
                                + notOf(model)
                                + "; set another baseline"));
  }

  private static String notOf(ModelPackage model) {
    return ", which model "
        + model.modelId()
        + " does not have: it is a "
        + model.options().kind()
        + " and sees features of another network";
  }

  /** What a method may ask of a model beside the explained number. */
  enum Asked {
    /** The number's derivative by the pixels. */
    GRADIENT("follows gradients by the pixels"),
    /** What the model makes of an image. */
    PICTURE("compares an image with the picture that a model makes of it"),
    /** Pictures of latents. */
    DECODED("decodes latents into pictures");

    private final String inWords;

    Asked(String inWords) {
      this.inWords = inWords;
    }

    private String inWords() {
      return inWords;
    }
  }

  /**
   * What it asks of a model beside the explained number, its code and its terms for each pixel.
   *
   * @return empty if nothing, so that it explains any model
   */
  default Optional<Asked> asks() {
    return Optional.empty();
  }

  /**
   * Sets the method up, once for each task.
   *
   * @param options its keys and those of all methods
   * @return does the work
   * @throws IllegalArgumentException if the options do not fit each other
   */
  Attributor attributor(ExplainOptions options);

  /**
   * The method of a name.
   *
   * @param name such as {@code saliency}
   * @return the method
   * @throws IllegalArgumentException if no method has that name
   */
  static AttributionMethod named(String name) {
    return Known.METHODS
        .named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "explain.methods names "
                        + name
                        + "; allowed are "
                        + String.join(", ", names())));
  }

  /**
   * Names of all methods.
   *
   * @return sorted
   */
  static List<String> names() {
    return Known.METHODS.names();
  }

  /** The values that {@code explain.methods} takes. */
  final class Names implements Choices {
    @Override
    public List<String> values() {
      List<String> names = new ArrayList<>(List.of(ExplainOptions.AUTO));
      names.addAll(AttributionMethod.names());
      return names;
    }
  }

  /** The keys of all methods, each in the section of its method. */
  final class OwnSections implements Sections {
    @Override
    public Map<String, Class<? extends Record>> records() {
      Map<String, Class<? extends Record>> records = new LinkedHashMap<>();
      names().forEach(name -> records.put(name, named(name).options()));
      return records;
    }
  }

  /** All methods. */
  final class Known {
    private static final Registry<AttributionMethod> METHODS =
        new Registry<>(AttributionMethod.class, AttributionMethod::name);

    private Known() {}
  }
}
