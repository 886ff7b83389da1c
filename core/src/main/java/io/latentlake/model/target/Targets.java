package io.latentlake.model.target;

import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every target by its name. */
public final class Targets {
  /** The reconstruction error. */
  public static final Target RECONSTRUCTION_ERROR = parse(ReconstructionErrorTarget.WHOLE);

  /** How many pixels are part of a defect. */
  public static final Target DEFECT_PIXELS = parse("defect_pixels");

  /** The model's own anomaly score. */
  public static final Target ANOMALY_SCORE = parse(AnomalyScoreTarget.OWN);

  /** What names are allowed, in words. */
  public static final String ALLOWED =
      "reconstruction_error, reconstruction_error_channel_N,"
          + " reconstruction_error_region_TOP_LEFT_HEIGHT_WIDTH, kl, negative_elbo, squared_norm,"
          + " defect_pixels, label_free, label_free_cosine, anomaly_score, score_NAME for any"
          + " anomaly score, term_NAME for any term of the loss and latent_N for the Nth latent"
          + " unit, counted from 0";

  private Targets() {}

  private static List<Function<String, Optional<Target>>> readers() {
    return List.of(
        ReconstructionErrorTarget::parse,
        TermTarget::parse,
        NegativeElboTarget::parse,
        SquaredNormTarget::parse,
        DefectPixelsTarget::parse,
        LabelFreeTarget::parse,
        AnomalyScoreTarget::parse,
        LatentUnitTarget::parse);
  }

  /**
   * Reads a target's name.
   *
   * @param name such as {@code reconstruction_error} or {@code latent_3}
   * @return the target
   * @throws IllegalArgumentException if there is no such target
   */
  public static Target parse(String name) {
    return readers().stream()
        .flatMap(reader -> reader.apply(name).stream())
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("target is '" + name + "'; allowed are " + ALLOWED));
  }

  /**
   * One latent unit.
   *
   * @param unit counted from 0
   * @return the target
   */
  public static Target latent(int unit) {
    return new LatentUnitTarget(unit);
  }

  /**
   * Refuses a target that the model does not have.
   *
   * @param target what is to be explained
   * @param model the model
   * @throws IllegalArgumentException if the model does not have it
   */
  public static void requireFits(Target target, ModelOptions model) {
    require(target, target.refusal(model), model);
  }

  /**
   * Refuses a target that a trained model does not have.
   *
   * @param target what is to be explained
   * @param model the model
   * @throws IllegalArgumentException if the model does not have it
   */
  public static void requireFits(Target target, ModelPackage model) {
    require(target, target.refusal(model), model.options());
  }

  private static void require(Target target, Optional<String> refusal, ModelOptions model) {
    refusal.ifPresent(
        reason -> {
          throw new IllegalArgumentException(
              "target is '"
                  + target.name()
                  + "', but model "
                  + model.id()
                  + " "
                  + reason
                  + "; it has "
                  + String.join(", ", of(model)));
        });
  }

  /** Names of targets that a model has, the latent units last. */
  private static List<String> of(ModelOptions model) {
    List<String> names = new ArrayList<>();
    Stream.of(
            "reconstruction_error",
            "kl",
            "negative_elbo",
            "squared_norm",
            "defect_pixels",
            "label_free",
            "anomaly_score")
        .filter(name -> parse(name).refusal(model).isEmpty())
        .forEach(names::add);
    TermTarget.namesOf(model).map(TermTarget.PREFIX::concat).forEach(names::add);
    names.add("latent_0 to latent_" + (model.latent() - 1));
    return names;
  }
}
