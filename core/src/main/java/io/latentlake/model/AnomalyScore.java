package io.latentlake.model;

import io.latentlake.config.Choices;
import io.latentlake.config.Registry;
import io.latentlake.onnx.NotInOnnxException;
import io.latentlake.onnx.Tensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A number that says how odd an image is to a model; high is anomalous. Images are ranked by it,
 * and the threshold is set on it.
 *
 * <p>{@link java.util.ServiceLoader} finds it where a file {@code META-INF/services} names it. It
 * has no state and a constructor without arguments; what it learns from images is kept by the
 * model.
 */
public interface AnomalyScore extends Serializable {
  /**
   * Its name in configurations and packages.
   *
   * @return lower case, unique
   */
  String name();

  /**
   * Its name in a sentence.
   *
   * @return lower case, without an article
   */
  String inWords();

  /**
   * Its unit.
   *
   * @param model the model that scores
   * @return the unit
   */
  String unit(ModelOptions model);

  /**
   * Whether a kind of model has what the score is made from.
   *
   * @param kind the kind
   * @return true if its models can be scored so
   */
  default boolean fits(ModelKind kind) {
    return true;
  }

  /**
   * The largest latent for which it can be computed in reasonable time.
   *
   * @return units
   */
  default int mostLatent() {
    return Integer.MAX_VALUE;
  }

  /**
   * How often it has an image decoded, beside the reconstruction that all scores share.
   *
   * @param model the model that scores
   * @return 0 for a score that draws no latents
   */
  default int decodings(ModelOptions model) {
    return 0;
  }

  /**
   * What it has to learn from normal images before it can score.
   *
   * @return empty if nothing
   */
  default Optional<ScoreFitting> fitting() {
    return Optional.empty();
  }

  /**
   * The score of each image. It depends on that image, its id if latents are drawn, and the model
   * alone.
   *
   * @param found what the model made of the images; its model has what {@link #fitting} learnt
   * @return a value per image, high is anomalous
   */
  double[] perImage(Reconstructions found);

  /**
   * The same as an ONNX graph computes it.
   *
   * @param found what the graph made of the images
   * @return a value per image, of double precision
   * @throws NotInOnnxException if it does not say it, as most scores do
   */
  default Tensor onnx(OnnxReconstructions found) {
    throw new NotInOnnxException(
        "anomaly score '" + name() + "' does not say how ONNX computes it");
  }

  /**
   * The score of a name.
   *
   * @param name as in {@code model.anomaly-score}
   * @return the score; empty if there is none
   */
  static Optional<AnomalyScore> named(String name) {
    return Known.SCORES.named(name);
  }

  /**
   * All scores that a model can have.
   *
   * @param model the model
   * @return in the order of their names
   */
  static List<AnomalyScore> of(ModelOptions model) {
    return Known.SCORES.names().stream()
        .map(name -> named(name).orElseThrow())
        .filter(score -> score.fits(model.family()) && model.latent() <= score.mostLatent())
        .toList();
  }

  /** The values that {@code model.anomaly-score} takes. */
  final class Names implements Choices {
    /** The score that suits the kind of model. */
    public static final String AUTO = "auto";

    /** The score that {@code train} finds to tell drawn defects best. */
    public static final String SELECT = "select";

    @Override
    public List<String> values() {
      List<String> names = new ArrayList<>(List.of(AUTO, SELECT));
      names.addAll(Known.SCORES.names());
      return names;
    }
  }

  /** All scores. */
  final class Known {
    private static final Registry<AnomalyScore> SCORES =
        new Registry<>(AnomalyScore.class, AnomalyScore::name);

    private Known() {}
  }
}
