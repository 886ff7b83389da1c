package io.latentlake.model.target;

import io.latentlake.architecture.Architecture;
import io.latentlake.model.ImagePart;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.Target;
import io.latentlake.model.TargetEvaluation;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reconstruction loss at the posterior mean, summed over the pixels of an image or of a part of
 * it; lower is better.
 *
 * @param name {@code reconstruction_error}, {@code reconstruction_error_channel_2} or {@code
 *     reconstruction_error_region_TOP_LEFT_HEIGHT_WIDTH}; as a term of the loss {@code
 *     term_reconstruction}
 * @param part what of the image is compared; null for all
 */
public record ReconstructionErrorTarget(String name, ImagePart part) implements Target {
  static final String WHOLE = "reconstruction_error";

  private static final long serialVersionUID = 1L;
  private static final String TERM = TermTarget.PREFIX + Reconstruction.NAME;
  private static final String NUMBER = "(\\d{1,5})";
  private static final Pattern CHANNEL = Pattern.compile(WHOLE + "_channel_" + NUMBER);
  private static final Pattern REGION =
      Pattern.compile(WHOLE + "_region" + ("_" + NUMBER).repeat(4));

  static Optional<Target> parse(String name) {
    if (name.equals(WHOLE) || name.equals(TERM)) {
      return Optional.of(new ReconstructionErrorTarget(name, null));
    }
    Matcher channel = CHANNEL.matcher(name);
    if (channel.matches()) {
      return Optional.of(
          new ReconstructionErrorTarget(name, ImagePart.ofChannel(number(channel, 1))));
    }
    Matcher region = REGION.matcher(name);
    if (region.matches()) {
      return Optional.of(
          new ReconstructionErrorTarget(
              name,
              ImagePart.ofRegion(
                  number(region, 1), number(region, 2), number(region, 3), number(region, 4))));
    }
    return Optional.empty();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /**
   * Why a method that compares whole images does not explain a target.
   *
   * @param target the number to explain
   * @return words that follow "it"; empty if it is the reconstruction error of whole images
   */
  public static Optional<String> onlyWhole(Target target) {
    return target instanceof ReconstructionErrorTarget error && error.whole()
        ? Optional.empty()
        : Optional.of("explains " + WHOLE + " only");
  }

  /**
   * Whether all of the image is compared.
   *
   * @return false for a part
   */
  public boolean whole() {
    return part == null;
  }

  @Override
  public Optional<String> refusal(ModelOptions model) {
    if (name.equals(TERM)) {
      return new TermTarget(TERM).refusal(model);
    }
    if (!whole() && model.family().seesFeatures()) {
      return Optional.of(
          "is a " + model.kind() + ", which compares features of many pixels, not pixels");
    }
    return whole() || model.reconstructionLoss().isSumOverPixels()
        ? Optional.empty()
        : Optional.of(
            "is trained on "
                + model.reconstructionLoss().name()
                + ", in which no pixel counts for itself");
  }

  @Override
  public List<String> places(ModelOptions model) {
    return List.of(Architecture.DECODED);
  }

  @Override
  public void evaluate(TargetEvaluation minibatch) {
    if (whole()) {
      minibatch.addReconstructionError();
    } else {
      minibatch.addReconstructionError(part);
    }
  }
}
