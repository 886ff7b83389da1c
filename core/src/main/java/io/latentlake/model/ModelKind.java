package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.config.Choices;
import io.latentlake.config.Registry;
import io.latentlake.config.Sections;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A family of models: its network, and what it has. Nobody else asks which family a model is of.
 *
 * <p>{@link ServiceLoader} finds it where a file {@code META-INF/services} names it. It has no
 * state and a constructor without arguments.
 */
public interface ModelKind {
  /**
   * Its name in configurations, packages and tables.
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
   * The record of the keys that only this kind has: each component has a {@link
   * io.latentlake.config.Key}, and the record is {@link java.io.Serializable}. They are the section
   * {@code model.NAME}, and {@link ModelOptions#own} gives them.
   *
   * @return the record's class
   */
  default Class<? extends Record> options() {
    return NoOptions.class;
  }

  /**
   * What its encoder and decoder may be made of.
   *
   * @return what {@code model.network} takes beside {@code auto}, which stands for the first; empty
   *     if the kind has a network of its own
   */
  default List<NetworkType> networks() {
    return List.of();
  }

  /**
   * What form its latent may have.
   *
   * @return what {@code model.bottleneck} takes; a map too, unless the kind has a network of its
   *     own or one without convolutions
   */
  default List<BottleneckType> bottlenecks() {
    return networks().contains(NetworkType.CONVOLUTIONAL)
        ? List.of(BottleneckType.FLAT, BottleneckType.SPATIAL)
        : List.of(BottleneckType.FLAT);
  }

  /**
   * The network.
   *
   * @param options its sizes, and what it is made of
   * @param image shape of the images
   * @return the network
   */
  Architecture architecture(ModelOptions options, Shape image);

  /**
   * Whether the posterior has a variance and the latent a standard normal prior; then there is a KL
   * divergence, and images can be drawn.
   *
   * @return true for a VAE
   */
  default boolean variational() {
    return false;
  }

  /**
   * Whether its networks are told each image's label.
   *
   * @return true if they have the place {@link Architecture#CONDITION}, one-hot over {@link
   *     #labels}
   */
  default boolean conditional() {
    return false;
  }

  /**
   * The labels that its networks know.
   *
   * @param options the model
   * @return empty if they are not told any, or those of the training images are not known yet
   */
  default List<String> labels(ModelOptions options) {
    return List.of();
  }

  /**
   * Its own keys with the labels of the training images.
   *
   * @param own what the options say
   * @param labels at least two
   * @return the record that {@link #labels} finds them in
   * @throws UnsupportedOperationException if its networks are not told labels
   */
  default Record withLabels(Record own, List<String> labels) {
    throw new UnsupportedOperationException("a " + name() + " is not told labels");
  }

  /**
   * Whether encoder and decoder are one matrix each, so that principal components are the best they
   * can find.
   *
   * @return true for a linear autoencoder
   */
  default boolean linear() {
    return false;
  }

  /**
   * Whether its networks have the place {@link Architecture#DEFECT}, a map of the pixels that are
   * part of a defect.
   *
   * @return true if it learns to find defects
   */
  default boolean findsDefects() {
    return false;
  }

  /**
   * Whether its networks see features of a pretrained network in place of pixels; then what they
   * give is no picture, and has no gradient by the pixels.
   *
   * @return true if {@link #features} says which
   */
  default boolean seesFeatures() {
    return false;
  }

  /**
   * Which features of a pretrained network its networks see in place of pixels.
   *
   * @param options the model
   * @return empty if they see pixels
   */
  default Optional<FeatureOptions> features(ModelOptions options) {
    return Optional.empty();
  }

  /**
   * How its parameters are found in closed form.
   *
   * @return empty if its networks are trained by averaging, as most are
   */
  default Optional<NetworkFitting> fitting() {
    return Optional.empty();
  }

  /**
   * What is done to an image before the network sees it in training; the loss compares with the
   * image as it was.
   *
   * @param options the model
   * @return what is done; empty if images are shown as they are
   */
  default Optional<Corruption> corruption(ModelOptions options) {
    return Optional.empty();
  }

  /**
   * What training minimises: the sum of these.
   *
   * @param options the model
   * @return the reconstruction loss first, then all others
   */
  default List<WeightedTerm> lossTerms(ModelOptions options) {
    return List.of(
        WeightedTerm.constant(
            new Reconstruction(options.reconstructionLoss(), options.lossUnit()), 1));
  }

  /**
   * The same as {@link #decoderPenalty} for the encoder's weights.
   *
   * @param options the model
   * @return at least 0
   */
  default double encoderPenalty(ModelOptions options) {
    return 0;
  }

  /**
   * What training adds to the gradient of each step for the decoder's weights, as if the loss had
   * this times the sum of their squares. Biases and what a batch normalisation has are free. It is
   * no part of the loss that is reported.
   *
   * @param options the model
   * @return at least 0
   */
  default double decoderPenalty(ModelOptions options) {
    return 0;
  }

  /**
   * What an empty {@code model.channels} stands for.
   *
   * @return channels of each stage of convolutions
   */
  default List<Integer> usualChannels() {
    return List.of(32, 64);
  }

  /**
   * What {@code train.epochs}, {@code train.minibatch} and {@code
   * train.final-learning-rate-fraction} stand for where they are 0.
   *
   * @param image shape of the images
   * @return how long, in steps of what size
   */
  default UsualTraining usualTraining(Shape image) {
    return UsualTraining.OF_MOST;
  }

  /**
   * What {@code model.loss: auto} stands for.
   *
   * @return name of a {@link Loss}
   */
  default String usualLoss() {
    return Loss.BCE;
  }

  /**
   * What {@code model.center: auto} stands for.
   *
   * @return true if the mean training image is taken off
   */
  default boolean usuallyCentred() {
    return false;
  }

  /**
   * What {@code model.anomaly-score: auto} stands for where there are no validation images.
   *
   * @return name of an {@link AnomalyScore} that learns nothing from them
   */
  default String usualAnomalyScore() {
    return variational() ? "negative_elbo_nats" : "reconstruction_error";
  }

  /**
   * What {@code model.anomaly-score: auto} stands for where there are validation images to learn
   * from; {@code train} writes it into the package.
   *
   * @return name of an {@link AnomalyScore}
   */
  default String usualAnomalyScoreOfValidated() {
    return usualAnomalyScore();
  }

  /**
   * The kind of a name.
   *
   * @param name as in {@code model.kind}
   * @return the kind
   * @throws IllegalArgumentException if there is none
   */
  static ModelKind named(String name) {
    return Known.KINDS
        .named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model.kind is "
                        + name
                        + "; allowed: "
                        + String.join(", ", Known.KINDS.names())));
  }

  /** The values that {@code model.kind} takes. */
  final class Names implements Choices {
    /** The kind that suits the training images. */
    public static final String AUTO = "auto";

    @Override
    public List<String> values() {
      List<String> names = new ArrayList<>(List.of(AUTO));
      names.addAll(Known.KINDS.names());
      return names;
    }
  }

  /** What a kind without keys of its own has. */
  record NoOptions() implements Serializable {}

  /** The keys of all kinds, each in the section of its kind. */
  final class OwnSections implements Sections {
    @Override
    public Map<String, Class<? extends Record>> records() {
      Map<String, Class<? extends Record>> records = new LinkedHashMap<>();
      for (String name : Known.KINDS.names()) {
        records.put(name, named(name).options());
      }
      return records;
    }
  }

  /** All kinds. */
  final class Known {
    private static final Registry<ModelKind> KINDS =
        new Registry<>(ModelKind.class, ModelKind::name);

    private Known() {}
  }
}
