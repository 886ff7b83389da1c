package io.latentlake.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Table {@code history}: a row is an epoch of training, measured on one split. */
public final class HistoryTable {
  /** Name of the table. */
  public static final String NAME = "history";

  /** Epoch, from 1. */
  public static final String EPOCH = "epoch";

  /**
   * {@code train}: means during the epoch, each image before its own step; {@code validation}:
   * means after the epoch, an image's latent sample the same in every epoch. A VAE's terms are
   * those of samples in both; in earlier releases its reconstruction in {@code validation} was that
   * of the posterior mean.
   */
  public static final String SPLIT = "split";

  /** Reconstruction loss where it is in nats, mean over images, summed over pixels; or null. */
  public static final String RECONSTRUCTION_NATS = "reconstruction_nats";

  /** Reconstruction loss where it is a squared error, mean over images, summed; or null. */
  public static final String RECONSTRUCTION_SQUARED_ERROR = "reconstruction_squared_error";

  /** KL divergence without beta, mean over images; null for a plain autoencoder. */
  public static final String KL_NATS = "kl_nats";

  /** Reconstruction nats plus KL, mean over images; null for a plain autoencoder. */
  public static final String NEGATIVE_ELBO_NATS = "negative_elbo_nats";

  /** The minimised loss, mean over images; on validation with the epoch's last beta. */
  public static final String LOSS = "loss";

  /** Weight of the KL divergence at the end of the epoch; null for a plain autoencoder. */
  public static final String BETA = "beta";

  /** Images seen. */
  public static final String IMAGES = "images";

  /** Wall-clock seconds. */
  public static final String SECONDS = "seconds";

  /** Learning rate at the end of the epoch. */
  public static final String LEARNING_RATE = "learning_rate";

  /** Workers whose parameters were averaged. */
  public static final String WORKERS = "workers";

  /** Averaging rounds of the epoch. */
  public static final String AVERAGING_ROUNDS = "averaging_rounds";

  /** Every loss term without its weight, by name; mean over images. Null in earlier releases. */
  public static final String TERMS = "terms";

  /**
   * How far workers' parameters lie from their mean when they are averaged, over how far the mean
   * moved in the round: 0 if workers agree, √(k − 1) if the moves of k workers have nothing in
   * common. Null with one worker, for validation and in earlier releases.
   */
  public static final String WORKER_DRIFT = "worker_drift";

  /**
   * How far workers' running statistics of batch normalisations lie from their mean, in standard
   * deviations of a channel. Null with one worker, without batch normalisation, for validation and
   * in earlier releases.
   */
  public static final String STATISTICS_DRIFT = "statistics_drift";

  /** The columns. */
  public static final StructType SCHEMA =
      new StructType()
          .add(EPOCH, DataTypes.IntegerType, false, "epoch, from 1")
          .add(
              SPLIT,
              DataTypes.StringType,
              false,
              "train or validation; the terms of a VAE are those of latent samples in both")
          .add(
              RECONSTRUCTION_NATS,
              DataTypes.DoubleType,
              true,
              "reconstruction loss per image, nats summed over pixels; or null")
          .add(
              RECONSTRUCTION_SQUARED_ERROR,
              DataTypes.DoubleType,
              true,
              "reconstruction loss per image, squared error summed over pixels; or null")
          .add(
              KL_NATS,
              DataTypes.DoubleType,
              true,
              "KL divergence per image, without beta; null for a plain autoencoder")
          .add(
              NEGATIVE_ELBO_NATS,
              DataTypes.DoubleType,
              true,
              "reconstruction nats plus KL, per image; null for a plain autoencoder")
          .add(LOSS, DataTypes.DoubleType, false, "minimised loss per image")
          .add(
              BETA,
              DataTypes.DoubleType,
              true,
              "weight of the KL divergence; null for a plain autoencoder")
          .add(IMAGES, DataTypes.LongType, false, "images seen")
          .add(SECONDS, DataTypes.DoubleType, false, "wall-clock seconds")
          .add(LEARNING_RATE, DataTypes.DoubleType, false, "at the end of the epoch")
          .add(WORKERS, DataTypes.IntegerType, false, "workers whose parameters were averaged")
          .add(AVERAGING_ROUNDS, DataTypes.IntegerType, false, "averaging rounds of the epoch")
          .add(
              TERMS,
              DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false),
              true,
              "every loss term an image, without its weight, by name")
          .add(
              WORKER_DRIFT,
              DataTypes.DoubleType,
              true,
              "distance of workers' parameters from their mean, over the mean's way in a round; or"
                  + " null")
          .add(
              STATISTICS_DRIFT,
              DataTypes.DoubleType,
              true,
              "distance of workers' normalisation statistics from their mean, in deviations; or"
                  + " null");

  /** Statistics that lie farther from their mean are hardly any worker's own. */
  private static final double FAR_STATISTICS = 0.5;

  private HistoryTable() {}

  /**
   * Whether workers drifted too far in an epoch, and what to do then. Parameters do when they end
   * at least √(k − 1) times as far from their mean as the mean moved: so it is when the moves of k
   * workers are orthogonal, and farther when they work against each other.
   *
   * @param workers whose parameters were averaged
   * @param parameters {@link #WORKER_DRIFT}, if known
   * @param statistics {@link #STATISTICS_DRIFT}, if known
   * @return a sentence or two; empty if all is well or unknown
   */
  public static Optional<String> driftCaution(
      int workers, OptionalDouble parameters, OptionalDouble statistics) {
    List<String> sentences = new ArrayList<>();
    double nothingInCommon = Math.sqrt(workers - 1.0);
    if (parameters.isPresent() && parameters.getAsDouble() >= nothingInCommon) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Workers drift apart: in the last epoch they ended %.2f times as far from their mean"
                  + " as the mean moved, and from %.2f on the moves of %d workers have nothing in"
                  + " common. Lower train.averaging-frequency or train.learning-rate.",
              parameters.getAsDouble(),
              nothingInCommon,
              workers));
    }
    if (statistics.isPresent() && statistics.getAsDouble() > FAR_STATISTICS) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Batch normalisation differs among workers: in the last epoch their running"
                  + " statistics lay %.2f standard deviations from the mean that the model keeps,"
                  + " where %.1f is much. Lower train.averaging-frequency or train.learning-rate,"
                  + " or raise train.minibatch.",
              statistics.getAsDouble(),
              FAR_STATISTICS));
    }
    return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", sentences));
  }

  /**
   * The history of a model's training.
   *
   * @param dataId image set it was trained on
   * @param modelId the model
   * @return its key
   */
  public static TableKey key(String dataId, String modelId) {
    return TableKey.of(NAME).with(TableKey.DATA_ID, dataId).with(TableKey.MODEL_ID, modelId);
  }
}
