package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
    @Key(
            value = ModelKind.Names.AUTO,
            choices = ModelKind.Names.class,
            meaning =
                "Family of the network; auto is restoring-ae, which finds defects, or conv-vae if"
                    + " the training images have several labels, or factors")
        String kind,
    @Key(
            value = "auto",
            meaning =
                "What encoder and decoder are made of; auto is convolutional, or dense for"
                    + " dense-ae, dense-vae and linear-ae; restoring-ae has a network of its own")
        NetworkType network,
    @Key(
            value = "16",
            min = 1,
            max = 4096,
            unit = "units",
            meaning = "Size of the latent; of a feature-ae only if model.feature-ae.variance is 0")
        int latent,
    @Key(
            value = "flat",
            meaning =
                "Form of the latent: flat, units that each see the whole image; spatial, for"
                    + " convolutions, a map as large as the last stage makes, of model.latent"
                    + " units in all")
        BottleneckType bottleneck,
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
    @Key(
            value = "1",
            min = 0,
            max = 1000,
            meaning = "Weight of the KL divergence of a VAE; beta-tc-vae has weights of its own")
        double beta,
    @Key(value = "0.2", min = 0, max = 1, meaning = "Slope of LeakyReLU below zero")
        double negativeSlope,
    @Key(
            value = "auto",
            meaning = "Subtract the mean training image first; auto does so for linear-ae")
        Centring center,
    @Key(
            value = "none",
            meaning =
                "Make each pixel 0 or 1, 1 with the probability of its value: fixed draws once for"
                    + " each image, redrawn draws training images again in every epoch; only with"
                    + " loss bce")
        Binarisation binarisation,
    @Key(
            value = AnomalyScore.Names.AUTO,
            choices = AnomalyScore.Names.class,
            effect = Effect.AFTER_TRAINING,
            meaning =
                "What images are ranked by and the threshold is set on; auto is what suits the"
                    + " kind, select what best tells validation images from the same with drawn"
                    + " defects; may change without training again")
        String anomalyScore,
    @Key(
            value = "16",
            min = 1,
            max = 10000,
            effect = Effect.AFTER_TRAINING,
            meaning =
                "Latents drawn, and decoded, for each image by anomaly score"
                    + " negative_log_likelihood; may change without training again")
        int likelihoodSamples,
    @Key(sections = ModelKind.OwnSections.class, meaning = "What only this kind of model has")
        Map<String, Record> kinds)
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

  /** Unit of a squared error of features. */
  public static final String SQUARED_FEATURES = "squared feature values";

  /** The kind that {@code auto} stands for if all training images count as normal. */
  public static final String FINDS_DEFECTS = "restoring-ae";

  /** The kind that {@code auto} stands for if the training images are to be told apart. */
  public static final String EMBEDS = "conv-vae";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final int MAX_LAYERS = 8;

  /** Numbers of single precision: 32 MB, and a few times that while they are compared. */
  private static final int MOST_FEATURES = 1 << 23;

  /** Memory outside the heap for what a trained model is shown at a time. */
  private static final long MOST_BYTES = 1L << 30;

  private static final int MAX_WIDTH = 65536;

  /**
   * Checks and copies. Of the sections of kinds, that of the own kind is kept, or its defaults.
   *
   * @throws IllegalArgumentException if a value is always wrong
   */
  public ModelOptions {
    require(ID.matcher(id).matches(), "model.id", id, "letters, digits, '.', '_' and '-'");
    List<String> possible = candidates(kind);
    possible.forEach(ModelKind::named);
    require(
        possible.stream().anyMatch(name -> takes(name, network)),
        "model.network",
        network,
        networks(possible.get(possible.size() - 1)));
    require(latent >= 1 && latent <= 4096, "model.latent", latent, "1 to 4096");
    require(
        possible.stream().anyMatch(name -> takes(name, network, bottleneck)),
        "model.bottleneck",
        bottleneck,
        "flat, as a " + possible.get(possible.size() - 1) + " has no map of this network");
    channels = checkedWidths("model.channels", channels);
    require(kernel >= 2 && kernel <= 11, "model.kernel", kernel, "2 to 11");
    hidden = checkedWidths("model.hidden", hidden);
    require(
        possible.stream().anyMatch(name -> takes(name, loss)),
        "model.loss",
        loss,
        "a likelihood, as the ELBO of a "
            + kind
            + " needs one: "
            + String.join(", ", likelihoods()));
    require(
        possible.stream().anyMatch(name -> comparesFeatures(name, loss)),
        "model.loss",
        loss,
        "auto or squared-error, which is what a " + kind + " has in closed form");
    require(
        center != Centring.TRUE
            || possible.stream().anyMatch(name -> !ModelKind.named(name).seesFeatures()),
        "model.center",
        center,
        "auto or false, as a " + kind + " centres features by itself");
    require(beta >= 0 && beta <= 1000, "model.beta", beta, "0 to 1000");
    require(
        negativeSlope >= 0 && negativeSlope <= 1, "model.negative-slope", negativeSlope, "0 to 1");
    require(
        possible.stream().anyMatch(name -> takes(name, loss, binarisation)),
        "model.binarisation",
        binarisation,
        "none, or model.loss: bce: no other loss is the probability of a pixel that is 0 or 1");
    require(
        new AnomalyScore.Names().values().contains(anomalyScore),
        "model.anomaly-score",
        anomalyScore,
        String.join(", ", new AnomalyScore.Names().values()));
    require(
        possible.stream().anyMatch(name -> fits(name, anomalyScore)),
        "model.anomaly-score",
        anomalyScore,
        "what a " + possible.get(0) + " can be scored by: " + String.join(", ", fitting(possible)));
    int most =
        possible.stream()
            .mapToInt(name -> score(name, anomalyScore).mostLatent())
            .max()
            .orElseThrow();
    require(
        latent <= most,
        "model.latent",
        latent,
        "at most " + most + " with model.anomaly-score: " + anomalyScore);
    require(
        likelihoodSamples >= 1 && likelihoodSamples <= 10000,
        "model.likelihood-samples",
        likelihoodSamples,
        "1 to 10000");
    kinds = sections(possible, kinds);
  }

  /** Of the sections of kinds those that may count, or their defaults. */
  private static SortedMap<String, Record> sections(
      List<String> possible, Map<String, Record> given) {
    SortedMap<String, Record> sections = new TreeMap<>();
    for (String name : possible) {
      Class<? extends Record> type = ModelKind.named(name).options();
      Record section = given.containsKey(name) ? given.get(name) : Options.of(type);
      sections.put(name, type.cast(section));
    }
    return Collections.unmodifiableSortedMap(sections);
  }

  private static List<String> candidates(String kind) {
    return kind.equals(ModelKind.Names.AUTO) ? List.of(FINDS_DEFECTS, EMBEDS) : List.of(kind);
  }

  /** Whether a kind can be trained on a loss: an ELBO needs a likelihood. */
  private static boolean takes(String kind, String loss) {
    return loss.equals(Loss.Names.AUTO)
        || !ModelKind.named(kind).variational()
        || Loss.named(loss).isLikelihood();
  }

  /** Features have no range that another loss would need. */
  private static boolean comparesFeatures(String kind, String loss) {
    return !ModelKind.named(kind).seesFeatures() || loss(kind, loss).comparesDifferences();
  }

  /** Whether pixels may be made 0 or 1. */
  private static boolean takes(String kind, String loss, Binarisation binarisation) {
    return binarisation == Binarisation.NONE || loss(kind, loss).describesBits();
  }

  private static boolean takes(String kind, NetworkType network) {
    return network == NetworkType.AUTO || ModelKind.named(kind).networks().contains(network);
  }

  private static boolean takes(String kind, NetworkType network, BottleneckType bottleneck) {
    return bottleneck == BottleneckType.FLAT
        || (network != NetworkType.DENSE
            && ModelKind.named(kind).bottlenecks().contains(bottleneck));
  }

  private static String networks(String kind) {
    List<NetworkType> networks = ModelKind.named(kind).networks();
    return networks.isEmpty()
        ? "auto, as a " + kind + " has a network of its own"
        : "what a "
            + kind
            + " can be made of: auto, "
            + networks.stream().map(NetworkType::toString).collect(Collectors.joining(", "));
  }

  private static List<String> likelihoods() {
    return new Loss.Names()
        .values().stream()
            .filter(name -> name.equals(Loss.Names.AUTO) || Loss.named(name).isLikelihood())
            .toList();
  }

  private static List<String> fitting(List<String> kinds) {
    return new AnomalyScore.Names()
        .values().stream().filter(score -> fits(kinds.get(0), score)).toList();
  }

  private static boolean fits(String kind, String score) {
    return score(kind, score).fits(ModelKind.named(kind));
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
   * What encoder and decoder are made of.
   *
   * @return what {@code network} names, or what is usual for the kind of model; {@code AUTO} if
   *     that has a network of its own
   */
  public NetworkType madeOf() {
    return network == NetworkType.AUTO
        ? family().networks().stream().findFirst().orElse(NetworkType.AUTO)
        : network;
  }

  /**
   * The family of the network.
   *
   * @return the kind that {@code kind} names
   * @throws IllegalStateException if the training images are to decide it
   */
  public ModelKind family() {
    if (chosenByImages()) {
      throw new IllegalStateException("model.kind is auto, which the training images decide");
    }
    return ModelKind.named(kind);
  }

  /**
   * Whether the training images decide the family.
   *
   * @return true if {@code kind} is {@code auto}
   */
  public boolean chosenByImages() {
    return kind.equals(ModelKind.Names.AUTO);
  }

  /**
   * What these options may become once the training images have decided the family.
   *
   * @return the same with each kind that {@code auto} may stand for and that can have them; these
   *     options alone if they name a kind
   */
  public List<ModelOptions> candidates() {
    return candidates(kind).stream()
        .filter(name -> takes(name, network) && takes(name, network, bottleneck))
        .filter(name -> takes(name, loss) && fits(name, anomalyScore))
        .filter(name -> takes(name, loss, binarisation))
        .map(this::withKind)
        .toList();
  }

  /**
   * The same of another family.
   *
   * @param other name of a kind
   * @return the options
   * @throws IllegalArgumentException if the kind cannot have them
   */
  public ModelOptions withKind(String other) {
    return with(other, network, channels, anomalyScore);
  }

  /**
   * The keys that only this kind of model has.
   *
   * @param type what {@link ModelKind#options} says
   * @param <R> the record
   * @return their values
   * @throws ClassCastException if the kind has another record
   */
  public <R extends Record> R own(Class<R> type) {
    return type.cast(kinds.get(kind));
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
    return family().architecture(this, shape(image));
  }

  /**
   * Whether the network is found in closed form.
   *
   * @return false if it is trained by averaging, as most are, or the images decide the kind
   */
  public boolean isFitted() {
    return !chosenByImages() && family().fitting().isPresent();
  }

  /**
   * Whether the network sees features of a pretrained network in place of pixels.
   *
   * @return false if it sees pixels, or the images decide the kind
   */
  public boolean seesFeatures() {
    return !chosenByImages() && family().seesFeatures();
  }

  /**
   * Which features of a pretrained network the network sees in place of pixels.
   *
   * @return empty if it sees pixels
   */
  public Optional<FeatureOptions> features() {
    return family().features(this);
  }

  /**
   * Shape of what the network sees of an image, and gives again.
   *
   * @param image size of the images
   * @return that of the images, or of the features that stand for them
   * @throws java.util.NoSuchElementException if the features are not known yet
   */
  public Shape seen(ImageShape image) {
    return features().map(of -> of.shape().orElseThrow()).orElse(shape(image));
  }

  /**
   * Images that a trained model should be shown at a time: more would take more than a gibibyte
   * outside the heap, or features of more would fill the heap.
   *
   * @param image size of the images
   * @return at least 1
   */
  public int mostImages(ImageShape image) {
    long fitting = MOST_BYTES / NativeMemory.ofScoring(this, image, 0).bytesPerImage();
    long kept = features().isEmpty() ? fitting : MOST_FEATURES / seen(image).values();
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.min(fitting, kept)));
  }

  /**
   * Unit of the reconstruction loss.
   *
   * @return the loss's own, unless what is compared are no pixels
   */
  public String lossUnit() {
    return family().seesFeatures() ? SQUARED_FEATURES : reconstructionLoss().unit();
  }

  /**
   * How long the network is usually trained.
   *
   * @param image size of the images
   * @return what training options stand for that are left open
   */
  public UsualTraining usualTraining(ImageShape image) {
    return family().usualTraining(shape(image));
  }

  private static Shape shape(ImageShape image) {
    return new Shape(image.channels(), image.height(), image.width());
  }

  /**
   * The same with {@link #madeOf} and {@link #stages} named, so that another release builds the
   * same network whatever is usual for it.
   *
   * @return options whose {@code channels} are not empty
   */
  ModelOptions withNetworkNamed() {
    return with(kind, madeOf(), stages(), anomalyScore);
  }

  /** The same with another anomaly score, by its name. */
  ModelOptions withAnomalyScore(String name) {
    return with(kind, network, channels, name);
  }

  /** The same with what suits the kind where there are validation images, if no score is named. */
  ModelOptions withUsualScoreOfValidated() {
    String usual = family().usualAnomalyScoreOfValidated();
    return isScoreNamed(anomalyScore) || usual.equals(score().name())
        ? this
        : withAnomalyScore(usual);
  }

  /**
   * The same of a conditional kind that knows some labels.
   *
   * @param known the labels, at least two
   * @return the options
   */
  public ModelOptions withLabels(List<String> known) {
    return withOwn(family().withLabels(kinds.get(kind), known));
  }

  /**
   * The same with other values of the keys that only this kind of model has.
   *
   * @param own of the record that {@link ModelKind#options} says
   * @return the options
   */
  public ModelOptions withOwn(Record own) {
    Map<String, Record> sections = new TreeMap<>(kinds);
    sections.put(kind, own);
    return with(kind, network, latent, channels, anomalyScore, sections);
  }

  /**
   * The same with a latent of another size.
   *
   * @param units at least 1
   * @return the options
   */
  public ModelOptions withLatent(int units) {
    return with(kind, network, units, channels, anomalyScore, kinds);
  }

  /**
   * The labels that the model is conditioned on.
   *
   * @return empty if its network is not told any
   */
  public List<String> labels() {
    return family().labels(this);
  }

  private ModelOptions with(
      String otherKind, NetworkType otherNetwork, List<Integer> otherChannels, String otherScore) {
    return with(otherKind, otherNetwork, latent, otherChannels, otherScore, kinds);
  }

  private ModelOptions with(
      String otherKind,
      NetworkType otherNetwork,
      int otherLatent,
      List<Integer> otherChannels,
      String otherScore,
      Map<String, Record> otherKinds) {
    return new ModelOptions(
        id,
        otherKind,
        otherNetwork,
        otherLatent,
        bottleneck,
        otherChannels,
        kernel,
        hidden,
        loss,
        beta,
        negativeSlope,
        center,
        binarisation,
        otherScore,
        likelihoodSamples,
        otherKinds);
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
   * @return the score that {@code anomaly-score} stands for; what suits the kind until one is
   *     selected
   */
  public AnomalyScore score() {
    return score(kind, anomalyScore);
  }

  private static AnomalyScore score(String kind, String name) {
    return AnomalyScore.named(isScoreNamed(name) ? name : ModelKind.named(kind).usualAnomalyScore())
        .orElseThrow();
  }

  private static boolean isScoreNamed(String score) {
    return !score.equals(AnomalyScore.Names.AUTO) && !score.equals(AnomalyScore.Names.SELECT);
  }

  /**
   * The reconstruction loss that {@code loss} stands for.
   *
   * @return the loss
   */
  public Loss reconstructionLoss() {
    return loss(kind, loss);
  }

  private static Loss loss(String kind, String name) {
    return Loss.named(name.equals(Loss.Names.AUTO) ? ModelKind.named(kind).usualLoss() : name);
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
