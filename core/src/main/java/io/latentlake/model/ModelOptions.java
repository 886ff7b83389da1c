package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The network: section {@code model}.
 *
 * <p>A linear autoencoder on centred images under squared error has the subspace of principal
 * components as its optimum. Adam with minibatches of 128 reaches it when the learning rate starts
 * at 0.01 to 0.02 and falls to a thousandth of that or less ({@code
 * train.final-learning-rate-fraction}) in ten epochs. The subspace is the one its decoder spans;
 * the encoder keeps arbitrary weights for pixels that hardly ever change.
 */
public record ModelOptions(
    @Key(value = "model", meaning = "Name of the trained model in every table") String id,
    @Key(value = "conv-vae", choices = ModelKind.Names.class, meaning = "Family of the network")
        String kind,
    @Key(value = "16", min = 1, max = 4096, unit = "units", meaning = "Size of the latent")
        int latent,
    @Key(
            meaning =
                "Channels of each convolution stage; each halves the image, but the first of a"
                    + " restoring-ae; unset: [16, 32, 64, 128] for restoring-ae, else [32, 64]",
            example = "[16, 32, 64]")
        List<Integer> channels,
    @Key(
            value = "3",
            min = 2,
            max = 11,
            unit = "pixels",
            meaning = "Side of the convolution kernel")
        int kernel,
    @Key(value = "[256]", meaning = "Widths of the hidden layers of a dense network")
        List<Integer> hidden,
    @Key(
            value = Loss.Names.AUTO,
            choices = Loss.Names.class,
            meaning =
                "Reconstruction loss, summed over pixels; auto is squared-error for linear-ae, else"
                    + " bce")
        String loss,
    @Key(value = "1", min = 0, max = 1000, meaning = "Weight of the KL divergence of a VAE")
        double beta,
    @Key(value = "0.2", min = 0, max = 1, meaning = "Slope of LeakyReLU below zero")
        double negativeSlope,
    @Key(
            value = "auto",
            meaning = "Subtract the mean training image first; auto does so for linear-ae")
        Centring center,
    @Key(
            value = AnomalyScore.Names.AUTO,
            choices = AnomalyScore.Names.class,
            effect = Effect.AFTER_TRAINING,
            meaning =
                "What images are ranked by and the threshold is set on; auto is the negative ELBO"
                    + " of a VAE, else the reconstruction error; may change without training again")
        String anomalyScore)
    implements Serializable {
  /** What {@code model.center} takes. */
  public enum Centring {
    /** What is usual for the kind of model. */
    AUTO,
    /** The mean training image is subtracted first. */
    TRUE,
    /** Images are taken as they are. */
    FALSE
  }

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final int MAX_LAYERS = 8;
  private static final int MAX_WIDTH = 65536;

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a value is always wrong
   */
  public ModelOptions {
    require(ID.matcher(id).matches(), "model.id", id, "letters, digits, '.', '_' and '-'");
    ModelKind.named(kind);
    require(latent >= 1 && latent <= 4096, "model.latent", latent, "1 to 4096");
    channels = checkedWidths("model.channels", channels);
    require(kernel >= 2 && kernel <= 11, "model.kernel", kernel, "2 to 11");
    hidden = checkedWidths("model.hidden", hidden);
    require(
        loss.equals(Loss.Names.AUTO)
            || !ModelKind.named(kind).variational()
            || Loss.named(loss).isLikelihood(),
        "model.loss",
        loss,
        "a likelihood, as the ELBO of a "
            + kind
            + " needs one: "
            + String.join(", ", likelihoods()));
    require(beta >= 0 && beta <= 1000, "model.beta", beta, "0 to 1000");
    require(
        negativeSlope >= 0 && negativeSlope <= 1, "model.negative-slope", negativeSlope, "0 to 1");
    require(
        new AnomalyScore.Names().values().contains(anomalyScore),
        "model.anomaly-score",
        anomalyScore,
        String.join(", ", new AnomalyScore.Names().values()));
    require(
        score(kind, anomalyScore).fits(ModelKind.named(kind)),
        "model.anomaly-score",
        anomalyScore,
        "what a " + kind + " can be scored by: " + String.join(", ", fitting(kind)));
  }

  private static List<String> likelihoods() {
    return new Loss.Names()
        .values().stream()
            .filter(name -> name.equals(Loss.Names.AUTO) || Loss.named(name).isLikelihood())
            .toList();
  }

  private static List<String> fitting(String kind) {
    return new AnomalyScore.Names()
        .values().stream()
            .filter(
                name ->
                    AnomalyScore.named(name)
                        .map(score -> score.fits(ModelKind.named(kind)))
                        .orElse(true))
            .toList();
  }

  /**
   * Channels of each stage of convolutions.
   *
   * @return those that {@code channels} names, or those usual for the kind of model
   */
  public List<Integer> stages() {
    return channels.isEmpty() ? family().usualChannels() : channels;
  }

  /**
   * The family of the network.
   *
   * @return the kind that {@code kind} names
   */
  public ModelKind family() {
    return ModelKind.named(kind);
  }

  /**
   * The network.
   *
   * @param image size of the images
   * @return the network
   * @throws IllegalArgumentException if the loss cannot compare images of that size
   */
  public Architecture architecture(ImageShape image) {
    reconstructionLoss().requireFits(image);
    return family().architecture(this, new Shape(image.channels(), image.height(), image.width()));
  }

  /**
   * The same with {@link #stages} named, so that another release builds the same network whatever
   * is usual for it.
   *
   * @return options whose {@code channels} are not empty
   */
  ModelOptions withStages() {
    return new ModelOptions(
        id,
        kind,
        latent,
        stages(),
        kernel,
        hidden,
        loss,
        beta,
        negativeSlope,
        center,
        anomalyScore);
  }

  /**
   * What training minimises: the sum of these.
   *
   * @return the reconstruction loss first, then all others
   */
  public List<WeightedTerm> lossTerms() {
    return family().lossTerms(this);
  }

  /**
   * Whether the model has a posterior variance and a KL term.
   *
   * @return true for a VAE
   */
  public boolean variational() {
    return family().variational();
  }

  /**
   * The score that images are ranked by and a threshold is set on.
   *
   * @return the score that {@code anomaly-score} stands for
   */
  public AnomalyScore score() {
    return score(kind, anomalyScore);
  }

  private static AnomalyScore score(String kind, String name) {
    boolean auto = name.equals(AnomalyScore.Names.AUTO);
    return AnomalyScore.named(auto ? ModelKind.named(kind).usualAnomalyScore() : name)
        .orElseThrow();
  }

  /**
   * The reconstruction loss that {@code loss} stands for.
   *
   * @return the loss
   */
  public Loss reconstructionLoss() {
    return Loss.named(loss.equals(Loss.Names.AUTO) ? family().usualLoss() : loss);
  }

  /**
   * Whether the mean training image is subtracted before the encoder and, if the loss {@linkplain
   * Loss#comparesDifferences() compares differences}, added again after the decoder.
   *
   * @return true if training needs the mean image
   */
  public boolean centred() {
    return switch (center) {
      case AUTO -> family().usuallyCentred();
      case TRUE -> true;
      case FALSE -> false;
    };
  }

  private static List<Integer> checkedWidths(String key, List<Integer> widths) {
    require(widths.size() <= MAX_LAYERS, key, widths, "at most " + MAX_LAYERS + " entries");
    for (int width : widths) {
      require(width >= 1 && width <= MAX_WIDTH, key, widths, "entries of 1 to " + MAX_WIDTH);
    }
    return List.copyOf(widths);
  }

  private static void require(boolean allowed, String key, Object value, Object range) {
    if (!allowed) {
      throw new IllegalArgumentException(key + " is " + value + "; allowed: " + range);
    }
  }
}
