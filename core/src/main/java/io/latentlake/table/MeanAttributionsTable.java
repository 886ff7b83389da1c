package io.latentlake.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The {@code mean_attributions} table: a row is a group of images under a model, an attribution
 * method and a target, with the mean of their maps.
 */
public final class MeanAttributionsTable {
  /** Name of the table. */
  public static final String NAME = "mean_attributions";

  /** The split that the images are of. */
  public static final String SPLIT = "split";

  /** The attribution method. */
  public static final String METHOD = "method";

  /** The number explained. */
  public static final String TARGET = "target";

  /** What the images of a group share. */
  public static final String GROUPING = "grouping";

  /** {@link #GROUPING} of images with one label. */
  public static final String LABEL = "label";

  /** {@link #GROUPING} of images in one tenth of the split's anomaly scores. */
  public static final String SCORE_DECILE = "score_decile";

  /** {@link #GROUPING} of images in one cluster of the latent. */
  public static final String CLUSTER = "cluster";

  /** The label, the tenth (1 has the lowest scores, 10 the highest), or the cluster. */
  public static final String GROUP = "group_name";

  /** Images that have a map. */
  public static final String IMAGES = "images";

  /** Rows of the maps. */
  public static final String HEIGHT = "height";

  /** Columns of the maps. */
  public static final String WIDTH = "width";

  /** Mean of the maps, row by row. */
  public static final String MEAN = "mean_attribution";

  /** Mean of the maps' absolute values, row by row. */
  public static final String MEAN_MAGNITUDE = "mean_magnitude";

  /** Columns of a file, without those that its folders name. */
  public static final StructType SCHEMA =
      new StructType()
          .add(SPLIT, DataTypes.StringType, false, "the split that the images are of")
          .add(METHOD, DataTypes.StringType, false, "attribution method")
          .add(TARGET, DataTypes.StringType, false, "the number explained")
          .add(
              GROUPING,
              DataTypes.StringType,
              false,
              "what the images of a group share: label, score_decile or cluster")
          .add(
              GROUP,
              DataTypes.StringType,
              false,
              "the label; the tenth, 10 having the highest scores; or the cluster")
          .add(IMAGES, DataTypes.LongType, false, "images that have a map")
          .add(HEIGHT, DataTypes.IntegerType, false, "rows of the maps")
          .add(WIDTH, DataTypes.IntegerType, false, "columns of the maps")
          .add(
              MEAN,
              DataTypes.createArrayType(DataTypes.FloatType, false),
              false,
              "mean of the maps, row by row")
          .add(
              MEAN_MAGNITUDE,
              DataTypes.createArrayType(DataTypes.FloatType, false),
              false,
              "mean of the maps' absolute values, row by row");

  private MeanAttributionsTable() {}

  /**
   * The means of one image set and model.
   *
   * @param dataId the image set
   * @param modelId the model
   * @return the key a run writes
   */
  public static TableKey key(String dataId, String modelId) {
    return TableKey.of(NAME).with(TableKey.DATA_ID, dataId).with(TableKey.MODEL_ID, modelId);
  }
}
