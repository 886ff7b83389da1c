package io.latentlake.table;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The {@code neighbours} table: a row is an image and one of the training images whose latents are
 * nearest to its own, under a model.
 */
public final class NeighboursTable {
  /** Name of the table. */
  public static final String NAME = "neighbours";

  /** Which image. */
  public static final String IMAGE_ID = "image_id";

  /** From 1, the nearest; at the same distance, the lower id comes first. */
  public static final String RANK = "rank";

  /** The training image. */
  public static final String NEIGHBOUR_ID = "neighbour_id";

  /** Label of the training image; null if it has none. */
  public static final String NEIGHBOUR_LABEL = "neighbour_label";

  /** Euclidean distance of the two latents, in units of the latent. */
  public static final String DISTANCE = "distance";

  /** Part of the neighbour in rebuilding the image's latent: at least 0, 1 over all ranks. */
  public static final String WEIGHT = "weight";

  /**
   * Distance of the image's latent from the weighted mean of its neighbours'; the same at each
   * rank.
   */
  public static final String UNEXPLAINED = "unexplained";

  /** Columns of a file, without those that its folders name. */
  public static final StructType SCHEMA =
      new StructType()
          .add(IMAGE_ID, DataTypes.StringType, false, "which image")
          .add(RANK, DataTypes.IntegerType, false, "from 1, the nearest")
          .add(NEIGHBOUR_ID, DataTypes.StringType, false, "the training image")
          .add(NEIGHBOUR_LABEL, DataTypes.StringType, true, "label of the training image; or null")
          .add(
              DISTANCE,
              DataTypes.DoubleType,
              false,
              "Euclidean distance of the two latents, in units of the latent")
          .add(
              WEIGHT,
              DataTypes.DoubleType,
              false,
              "part of the neighbour in rebuilding the image's latent; at least 0, 1 over all"
                  + " ranks")
          .add(
              UNEXPLAINED,
              DataTypes.DoubleType,
              false,
              "distance of the image's latent from the weighted mean of its neighbours'");

  private NeighboursTable() {}

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
   * @param rank from 1
   * @param neighbourId the training image
   * @param neighbourLabel its label, if any
   * @param distance of the two latents
   * @param weight part of the neighbour in rebuilding the image's latent
   * @param unexplained distance of the image's latent from what the neighbours rebuild
   * @return a row of {@link #SCHEMA}
   */
  public static Row row(
      String imageId,
      int rank,
      String neighbourId,
      Optional<String> neighbourLabel,
      double distance,
      double weight,
      double unexplained) {
    return RowFactory.create(
        imageId, rank, neighbourId, neighbourLabel.orElse(null), distance, weight, unexplained);
  }
}
