package io.latentlake.infer;

import io.latentlake.config.Options;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ReferenceImages;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Target;
import io.latentlake.provenance.Checksum;
import io.latentlake.provenance.CodeVersion;
import io.latentlake.score.ScoreOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Fingerprints of the inputs of rows besides the images: the code, the model with its threshold and
 * the options that a row depends on. Rows of one image with the same fingerprint are equal.
 */
public final class InputFingerprint {
  private static final String CODE = CodeVersion.fingerprint(InputFingerprint.class);

  /** Between the model's fingerprint and that of everything else. */
  private static final char OF_MODEL = '-';

  private InputFingerprint() {}

  /**
   * Whether rows are those of another model than this one.
   *
   * @param fingerprint what the rows were made from, as their run states
   * @param model the model as it is now
   * @return false also for rows of earlier releases, which do not say
   */
  public static boolean ofAnotherModel(String fingerprint, ModelPackage model) {
    return fingerprint.indexOf(OF_MODEL) > 0 && !fingerprint.startsWith(model.fingerprint());
  }

  /**
   * The fingerprint of scores.
   *
   * @param model the model
   * @param options draws, samples and other scores; the selection of images and the minibatch do
   *     not count, nor does another threshold, by which rows can be judged again: {@link
   *     Judgement#again}
   * @param seed of the draws
   * @return a checksum
   */
  public static String score(ModelPackage model, ScoreOptions options, long seed) {
    boolean draws = options.draws() > 0 || options.importanceSamples() > 0;
    return of(
        model,
        "score",
        "draws " + options.draws(),
        "importance samples " + options.importanceSamples(),
        options.others() ? "other scores" : "own score",
        draws ? "seed " + seed : "nothing is drawn");
  }

  /**
   * The fingerprint of embeddings.
   *
   * @param model the model
   * @return a checksum
   */
  public static String embed(ModelPackage model) {
    return of(model, "embed");
  }

  /**
   * The fingerprint of attributions.
   *
   * @param model the model
   * @param method the attribution method
   * @param target the number explained
   * @param options the method's own and the precision; what is explained and how many at a time
   *     does not count
   * @param references what the method compares with
   * @param seed of the draws
   * @return a checksum
   */
  public static String explain(
      ModelPackage model,
      String method,
      Target target,
      ExplainOptions options,
      ReferenceImages references,
      long seed) {
    return of(
        model,
        "explain with " + options.significantBits() + " bits",
        "method " + method,
        "target " + target.name(),
        "options " + options.ownInWords(method),
        "references " + references.fingerprint(),
        "seed " + seed);
  }

  /**
   * The fingerprint of measures of attributions.
   *
   * @param model the model
   * @param method the attribution method
   * @param target the number explained
   * @param options the method's own and those of the measures
   * @param references what the method compares with
   * @param seed of the draws
   * @return a checksum
   */
  public static String quality(
      ModelPackage model,
      String method,
      Target target,
      ExplainOptions options,
      ReferenceImages references,
      long seed) {
    return of(
        model,
        explain(model, method, target, options, references, seed),
        "quality " + Options.flatten(options.quality()));
  }

  private static String of(ModelPackage model, String... rest) {
    List<String> lines = new ArrayList<>(List.of(rest));
    lines.add("code " + CODE);
    return model.fingerprint() + OF_MODEL + Checksum.of(lines);
  }
}
