package io.latentlake.train;

import io.latentlake.config.Effect;
import io.latentlake.config.Options;
import io.latentlake.image.augment.AugmentOptions;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ScoreFitting;
import io.latentlake.model.UsualTraining;
import io.latentlake.provenance.Checksum;
import io.latentlake.provenance.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is trained on what.
 *
 * @param outputPath folder of the tables; checkpoints go beside them
 * @param dataId image set
 * @param model the network
 * @param train how it is trained
 * @param seed seed of every random draw
 * @param provenance what the model package says of its origin besides what training knows
 */
public record TrainRequest(
    String outputPath,
    String dataId,
    ModelOptions model,
    TrainOptions train,
    long seed,
    Map<String, String> provenance) {
  /** Copies the map. */
  public TrainRequest {
    provenance = Map.copyOf(provenance);
  }

  /**
   * The same with nothing left open.
   *
   * @param kind what {@code model.kind: auto} stands for
   * @param images what is trained on
   */
  TrainRequest completed(Optional<KindChoice> kind, TrainingImages images) {
    ModelOptions network = kind.map(choice -> model.withKind(choice.kind())).orElse(model);
    UsualTraining usual = network.usualTraining(images.shape());
    return new TrainRequest(
        outputPath,
        dataId,
        network,
        train.completed(usual, images.images(TrainingImages.TRAIN)),
        seed,
        provenance);
  }

  /** The same with another network. */
  TrainRequest withModel(ModelOptions other) {
    return new TrainRequest(outputPath, dataId, other, train, seed, provenance);
  }

  /** Every key of section {@code train} with its value; secrets are replaced by asterisks. */
  Map<String, String> describedTraining() {
    Map<String, String> described = new TreeMap<>();
    Options.flatten(train).forEach((key, value) -> described.put("train." + key, value));
    return Redaction.redact(described);
  }

  /**
   * Where checkpoints lie.
   *
   * @return Hadoop URI of a folder
   */
  public String checkpointFolder() {
    return outputPath + "/checkpoints/" + model.id();
  }

  /**
   * All that must be equal for a checkpoint to be gone on from, by name.
   *
   * @param images where the images lie
   * @param dataFingerprint changes when an image does
   */
  Map<String, String> identity(TrainingImages images, String dataFingerprint) {
    Map<String, String> identity = new TreeMap<>();
    Options.flatten(model).forEach((key, value) -> identity.put("model." + key, value));
    Options.flatten(train).forEach((key, value) -> identity.put("train." + key, value));
    Effect[] free = {Effect.AFTER_TRAINING, Effect.NONE};
    identity.keySet().removeAll(Options.keys(ModelOptions.class, "model.", free));
    identity.keySet().removeAll(Options.keys(TrainOptions.class, "train.", free));
    identity.put("seed", Long.toString(seed));
    identity.put("data.id", dataId);
    identity.put("image size", images.shape().toString());
    identity.put("images", dataFingerprint);
    identity.put("row groups", rowGroups(images));
    return identity;
  }

  /**
   * What a checkpoint that does not name a key was trained with: a key that a later release brought
   * has the default by which training goes on as it did.
   */
  Map<String, String> defaults() {
    Map<String, String> defaults = new TreeMap<>();
    // The section of a kind is there for that kind only
    Options.flatten(Options.of(ModelOptions.class, "kind=" + model.kind()))
        .forEach((key, value) -> defaults.put("model." + key, value));
    Options.flatten(Options.of(TrainOptions.class))
        .forEach((key, value) -> defaults.put("train." + key, value));
    return defaults;
  }

  /** What decides the order of training; the same when equal images are ingested again. */
  private static String rowGroups(TrainingImages images) {
    List<String> lines = new ArrayList<>();
    images.groups().forEach((split, groups) -> lines.add(split + groups));
    return Checksum.of(lines);
  }

  /** Refuses an image set that cannot train this network. */
  void requireTrainable(TrainingImages images) {
    long count = images.images(TrainingImages.TRAIN);
    if (count < 2) {
      throw new IllegalArgumentException(
          "data.id "
              + dataId
              + " has "
              + count
              + " images in split train; at least 2 are needed (see data.default-split)");
    }
    if (model.isFitted()) {
      requireNothingToTrain();
    }
    // A last minibatch of one image joins the one before
    boolean joins = count % train.minibatch() == 1 && count > train.minibatch();
    long minibatches = (count + train.minibatch() - 1) / train.minibatch() - (joins ? 1 : 0);
    if (minibatches < train.workers() && !model.isFitted()) {
      throw new IllegalArgumentException(
          "train.workers is "
              + train.workers()
              + ", but "
              + count
              + " training images make only "
              + minibatches
              + " minibatches of "
              + train.minibatch()
              + ", so some workers would never train; lower train.workers or train.minibatch");
    }
    if (train.patience() > 0 && images.images(TrainingImages.VALIDATION) == 0) {
      throw new IllegalArgumentException(
          "train.patience is "
              + train.patience()
              + ", but data.id "
              + dataId
              + " has no images in split validation; set train.patience to 0, or ingest with"
              + " data.validation-fraction above 0");
    }
    if (images.images(TrainingImages.VALIDATION) == 0 && needsValidation()) {
      throw new IllegalArgumentException(
          "model.anomaly-score is "
              + model.anomalyScore()
              + ", which needs images in split validation, but data.id "
              + dataId
              + " has none; choose another, or ingest with data.validation-fraction above 0");
    }
  }

  /** A closed form starts from nothing and sees each image once, as it is. */
  private void requireNothingToTrain() {
    String key = "";
    if (train.warmStart().isPresent()) {
      key = "train.warm-start";
    } else if (!train.augment().equals(Options.of(AugmentOptions.class))) {
      key = "train.augment";
    }
    if (!key.isEmpty()) {
      throw new IllegalArgumentException(
          key
              + " is set, but a "
              + model.kind()
              + " is found in closed form by one pass over the images as they are; unset it");
    }
  }

  /** Whether training is to find out which anomaly score tells drawn defects best. */
  boolean selectsScore() {
    return model.anomalyScore().equals(AnomalyScore.Names.SELECT);
  }

  private boolean needsValidation() {
    return selectsScore()
        || model.score().fitting().stream()
            .anyMatch(fitting -> fitting.images() == ScoreFitting.Images.VALIDATION);
  }
}
