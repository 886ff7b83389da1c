package io.latentlake.table;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The {@code embeddings} table: a row is an image under a model. */
public final class EmbeddingsTable {
  /** Name of the table. */
  public static final String NAME = "embeddings";

  /** Which image. */
  public static final String IMAGE_ID = "image_id";

  /** {@code train}, {@code validation} or {@code test}. */
  public static final String SPLIT = "split";

  /** The image's label; null if it has none. */
  public static final String LABEL = "label";

  /** Posterior mean of a VAE, code of any other autoencoder: one number per latent unit. */
  public static final String EMBEDDING = "embedding";

  /** Natural logarithm of the posterior variance per unit; null unless the model is a VAE. */
  public static final String LOG_VARIANCE = "log_variance";

  /** {@code source_key} of the image the row was made from; null in rows of earlier releases. */
  public static final String SOURCE_KEY = "source_key";

  /**
   * Index of the vector of the codebook at each position, counted from 0; null unless the model has
   * a codebook, and in rows of earlier releases.
   */
  public static final String CODE_INDICES = "code_indices";

  /**
   * Channels, height and width of an embedding that is a map; null where units have no place in the
   * image, and in rows of earlier releases.
   */
  public static final String EMBEDDING_SHAPE = "embedding_shape";

  /** Columns of a file, without those that its folders name. */
  public static final StructType SCHEMA =
      new StructType()
          .add(IMAGE_ID, DataTypes.StringType, false, "which image")
          .add(SPLIT, DataTypes.StringType, true, "train, validation or test")
          .add(LABEL, DataTypes.StringType, true, "label of the image; or null")
          .add(
              EMBEDDING,
              DataTypes.createArrayType(DataTypes.FloatType, false),
              false,
              "posterior mean, or code; one number per latent unit, of a map channel by channel,"
                  + " row by row")
          .add(
              LOG_VARIANCE,
              DataTypes.createArrayType(DataTypes.FloatType, false),
              true,
              "natural log of the posterior variance per unit; null unless a VAE")
          .add(
              SOURCE_KEY, DataTypes.LongType, true, "source_key of the image the row was made from")
          .add(
              CODE_INDICES,
              DataTypes.createArrayType(DataTypes.IntegerType, false),
              true,
              "index of the vector of the codebook at each position, counted from 0, positions row"
                  + " by row; null unless the model has a codebook")
          .add(
              EMBEDDING_SHAPE,
              DataTypes.createArrayType(DataTypes.IntegerType, false),
              true,
              "channels, height and width of an embedding that is a map; or null");

  private EmbeddingsTable() {}

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
   * A row of the table.
   *
   * @param imageId which image
   * @param split its split
   * @param label its label, if any
   * @param embedding posterior mean or code
   * @param logVariance of a VAE
   * @param sourceKey of the image, if known
   * @param codeIndices of a model with a codebook
   * @param shape channels, height and width of an embedding that is a map
   * @return a row of {@link #SCHEMA}
   */
  public static Row row(
      String imageId,
      String split,
      Optional<String> label,
      float[] embedding,
      Optional<float[]> logVariance,
      OptionalLong sourceKey,
      Optional<int[]> codeIndices,
      Optional<int[]> shape) {
    return RowFactory.create(
        imageId,
        split,
        label.orElse(null),
        embedding,
        logVariance.orElse(null),
        sourceKey.isPresent() ? (Long) sourceKey.getAsLong() : null,
        codeIndices.orElse(null),
        shape.orElse(null));
  }
}
