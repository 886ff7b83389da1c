package io.latentlake.table;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The {@code clusters} table: a row is an image and its cluster in a model's latent. */
public final class ClustersTable {
  /** Name of the table. */
  public static final String NAME = "clusters";

  /** Which image. */
  public static final String IMAGE_ID = "image_id";

  /** From 1, the largest. */
  public static final String CLUSTER = "cluster";

  /** Euclidean distance of the latent from the cluster's centre, in units of the latent. */
  public static final String DISTANCE = "distance";

  /** Columns of a file, without those that its folders name. */
  public static final StructType SCHEMA =
      new StructType()
          .add(IMAGE_ID, DataTypes.StringType, false, "which image")
          .add(CLUSTER, DataTypes.IntegerType, false, "from 1, the largest in the sample")
          .add(
              DISTANCE,
              DataTypes.DoubleType,
              false,
              "Euclidean distance of the latent from the cluster's centre, in units of the latent;"
                  + " low for prototypes, high for outliers");

  private ClustersTable() {}

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
   * @param cluster from 1
   * @param distance from its centre
   * @return a row of {@link #SCHEMA}
   */
  public static Row row(String imageId, int cluster, double distance) {
    return RowFactory.create(imageId, cluster, distance);
  }
}
