package io.latentlake.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** The {@code scores} table: a row is an image under a model. */
public final class ScoresTable {
  /** Name of the table. */
  public static final String NAME = "scores";

  /** Which image. */
  public static final String IMAGE_ID = "image_id";

  /** {@code train}, {@code validation} or {@code test}. */
  public static final String SPLIT = "split";

  /** The image's label; null if it has none. */
  public static final String LABEL = "label";

  /** The reconstruction loss of training, summed over pixels; lower is better. */
  public static final String RECONSTRUCTION_ERROR = "reconstruction_error";

  /** Squared difference from the reconstruction, summed over pixels; lower is better. */
  public static final String SQUARED_ERROR_SUM = "squared_error_sum";

  /** −log p(x|z) at the posterior mean; null where the likelihood has no nats. */
  public static final String RECONSTRUCTION_NATS = "reconstruction_nats";

  /** KL divergence of the posterior from the prior; null unless the model is a VAE. */
  public static final String KL_NATS = "kl_nats";

  /**
   * Reconstruction term, averaged over latents drawn by image id or at the posterior mean, plus KL;
   * lower is better; null unless the model is a VAE.
   */
  public static final String NEGATIVE_ELBO_NATS = "negative_elbo_nats";

  /** Importance-sampled log p(x); higher is better; null unless requested. */
  public static final String LOG_LIKELIHOOD_NATS = "log_likelihood_nats";

  /**
   * What images are ranked by and the threshold is set on; high is anomalous. Null in rows of
   * earlier releases; see {@link #anomalyScore()}.
   */
  public static final String ANOMALY_SCORE = "anomaly_score";

  /**
   * Share of the validation images with a lower anomaly score, from 0 to 100; null if the model has
   * no threshold. See {@link #anomalyScore}.
   */
  public static final String ANOMALY_PERCENTILE = "anomaly_percentile";

  /** What the anomaly score is compared with; null if there is no threshold. */
  public static final String THRESHOLD = "threshold";

  /** Whether the anomaly score is above the threshold; null if there is none. */
  public static final String IS_ANOMALY = "is_anomaly";

  /**
   * The anomaly score on a scale from 0 to 1 on which the threshold is 0.5; null if there is none.
   */
  public static final String NORMALISED_SCORE = "normalised_score";

  /** {@code source_key} of the image the row was made from; null in rows of earlier releases. */
  public static final String SOURCE_KEY = "source_key";

  /** Other anomaly scores by name, high is anomalous; null unless requested. */
  public static final String OTHER_SCORES = "other_scores";

  /** Columns of a file, without those that its folders name. */
  public static final StructType SCHEMA =
      new StructType()
          .add(IMAGE_ID, DataTypes.StringType, false, "which image")
          .add(SPLIT, DataTypes.StringType, true, "train, validation or test")
          .add(LABEL, DataTypes.StringType, true, "label of the image; or null")
          .add(
              RECONSTRUCTION_ERROR,
              DataTypes.DoubleType,
              false,
              "reconstruction loss of training, summed over pixels; lower is better")
          .add(
              SQUARED_ERROR_SUM,
              DataTypes.DoubleType,
              false,
              "squared error summed over pixels; lower is better")
          .add(
              RECONSTRUCTION_NATS,
              DataTypes.DoubleType,
              true,
              "-log p(x|z) at the posterior mean; null where there are no nats")
          .add(
              KL_NATS,
              DataTypes.DoubleType,
              true,
              "KL divergence of posterior from prior; null unless a VAE")
          .add(
              NEGATIVE_ELBO_NATS,
              DataTypes.DoubleType,
              true,
              "reconstruction plus KL; lower is better; null unless a VAE")
          .add(
              LOG_LIKELIHOOD_NATS,
              DataTypes.DoubleType,
              true,
              "importance-sampled log p(x); higher is better; null unless requested")
          .add(
              ANOMALY_SCORE,
              DataTypes.DoubleType,
              true,
              "what images are ranked by; high is anomalous; null in rows of earlier releases")
          .add(
              ANOMALY_PERCENTILE,
              DataTypes.DoubleType,
              true,
              "share of validation images with a lower anomaly score, 0 to 100; or null")
          .add(
              THRESHOLD,
              DataTypes.DoubleType,
              true,
              "anomaly score above which an image counts as anomalous; or null")
          .add(
              IS_ANOMALY,
              DataTypes.BooleanType,
              true,
              "whether the anomaly score is above the threshold; or null")
          .add(
              NORMALISED_SCORE,
              DataTypes.DoubleType,
              true,
              "anomaly score from 0 to 1, 0.5 at the threshold; or null")
          .add(
              SOURCE_KEY, DataTypes.LongType, true, "source_key of the image the row was made from")
          .add(
              OTHER_SCORES,
              DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false),
              true,
              "other anomaly scores by name; high is anomalous; null unless requested");

  private ScoresTable() {}

  /**
   * The part of the table for one model and image set.
   *
   * @param dataId the image set
   * @param modelId the model
   * @return the key a run writes
   */
  public static TableKey key(String dataId, String modelId) {
    return TableKey.of(NAME).with(TableKey.DATA_ID, dataId).with(TableKey.MODEL_ID, modelId);
  }

  /**
   * The number that images are ranked by and a threshold is set on: {@link #ANOMALY_SCORE}. Rows of
   * earlier releases lack it; there it is {@link #RECONSTRUCTION_ERROR} or, of a VAE, the negative
   * ELBO at the posterior mean, {@link #RECONSTRUCTION_NATS} plus {@link #KL_NATS}.
   *
   * @return the score of a row; high is anomalous
   */
  public static Column anomalyScore() {
    return coalesce(
        col(ANOMALY_SCORE), col(RECONSTRUCTION_NATS).plus(col(KL_NATS)), col(RECONSTRUCTION_ERROR));
  }

  /**
   * What a threshold says of an image.
   *
   * @param threshold what the anomaly score was compared with
   * @param isAnomaly whether it is greater
   * @param normalisedScore the anomaly score on a scale from 0 to 1, 0.5 at the threshold
   */
  public record Verdict(double threshold, boolean isAnomaly, double normalisedScore) {}

  /**
   * A row of the table.
   *
   * @param imageId which image
   * @param split its split
   * @param label its label, if any
   * @param reconstructionError reconstruction loss of training
   * @param squaredErrorSum squared error summed over pixels
   * @param reconstructionNats −log p(x|z), where it has nats
   * @param klNats of a VAE
   * @param negativeElboNats of a VAE
   * @param logLikelihoodNats of a VAE, if asked for
   * @param anomalyScore what images are ranked by
   * @param anomalyPercentile if the model has a threshold
   * @param verdict if there is a threshold
   * @param sourceKey of the image, if known
   * @param otherScores other anomaly scores by name, if asked for
   */
  public record Entry(
      String imageId,
      String split,
      Optional<String> label,
      double reconstructionError,
      double squaredErrorSum,
      OptionalDouble reconstructionNats,
      OptionalDouble klNats,
      OptionalDouble negativeElboNats,
      OptionalDouble logLikelihoodNats,
      double anomalyScore,
      OptionalDouble anomalyPercentile,
      Optional<Verdict> verdict,
      OptionalLong sourceKey,
      Optional<Map<String, Double>> otherScores) {

    /**
     * Writes the entry as a row of {@link #SCHEMA}.
     *
     * @return the row
     */
    public Row toRow() {
      return RowFactory.create(
          imageId,
          split,
          label.orElse(null),
          reconstructionError,
          squaredErrorSum,
          boxed(reconstructionNats),
          boxed(klNats),
          boxed(negativeElboNats),
          boxed(logLikelihoodNats),
          anomalyScore,
          boxed(anomalyPercentile),
          verdict.map(Verdict::threshold).orElse(null),
          verdict.map(Verdict::isAnomaly).orElse(null),
          verdict.map(Verdict::normalisedScore).orElse(null),
          sourceKey.isPresent() ? (Long) sourceKey.getAsLong() : null,
          otherScores.map(JavaConverters::mapAsScalaMap).orElse(null));
    }

    private static Double boxed(OptionalDouble value) {
      return value.isPresent() ? (Double) value.getAsDouble() : null;
    }
  }
}
