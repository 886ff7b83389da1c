package io.latentlake.table;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The {@code attributions} table: a row is an image under a model, an attribution method and a
 * target.
 */
public final class AttributionsTable {
  /** Name of the table. */
  public static final String NAME = "attributions";

  /** Which image. */
  public static final String IMAGE_ID = "image_id";

  /** Rows of the map, those of the image. */
  public static final String HEIGHT = "height";

  /** Columns of the map, those of the image. */
  public static final String WIDTH = "width";

  /** The map row by row: signed, summed over channels. */
  public static final String ATTRIBUTION = "attribution";

  /** Sum of the map minus the sum that the method guarantees; null if it guarantees none. */
  public static final String CONVERGENCE_DELTA = "convergence_delta";

  /** The baseline that the image was compared with; null if the method has none. */
  public static final String BASELINE = "baseline";

  /** Folder level that names the attribution method. */
  public static final String METHOD = "method";

  /** Folder level that names the number explained. */
  public static final String TARGET = "target";

  /** {@code source_key} of the image the row was made from; null in rows of earlier releases. */
  public static final String SOURCE_KEY = "source_key";

  /** Columns of a file, without those that its folders name. */
  public static final StructType SCHEMA =
      new StructType()
          .add(IMAGE_ID, DataTypes.StringType, false, "which image")
          .add(HEIGHT, DataTypes.IntegerType, false, "rows of the map")
          .add(WIDTH, DataTypes.IntegerType, false, "columns of the map")
          .add(
              ATTRIBUTION,
              DataTypes.createArrayType(DataTypes.FloatType, false),
              false,
              "the map row by row: signed, summed over channels")
          .add(
              CONVERGENCE_DELTA,
              DataTypes.DoubleType,
              true,
              "sum of the map minus the sum it should have; or null")
          .add(
              BASELINE, DataTypes.StringType, true, "baseline the image was compared with; or null")
          .add(
              SOURCE_KEY,
              DataTypes.LongType,
              true,
              "source_key of the image the row was made from");

  private AttributionsTable() {}

  /**
   * Options of the Parquet writer for a table: Zstandard for maps, which take the most space.
   *
   * @param key of any table with a row for an image
   * @return the options
   */
  public static Map<String, String> parquetOptions(TableKey key) {
    return key.table().equals(NAME) ? Map.of("compression", "zstd") : Map.of();
  }

  /**
   * The attributions of one image set and model.
   *
   * @param dataId the image set
   * @param modelId the model
   * @return a key to read
   */
  public static TableKey key(String dataId, String modelId) {
    return TableKey.of(NAME).with(TableKey.DATA_ID, dataId).with(TableKey.MODEL_ID, modelId);
  }

  /**
   * The part of the table for one method and target.
   *
   * @param dataId the image set
   * @param modelId the model
   * @param method the attribution method
   * @param target the number explained
   * @return the key a run writes
   */
  public static TableKey key(String dataId, String modelId, String method, String target) {
    return key(dataId, modelId).with(METHOD, method).with(TARGET, target);
  }

  /**
   * A row of the table.
   *
   * @param imageId which image
   * @param height rows of the map
   * @param width columns of the map
   * @param attribution the map, length height × width
   * @param convergenceDelta if the method has one
   * @param baseline if the method has one
   * @param sourceKey of the image, if known
   * @return a row of {@link #SCHEMA}
   */
  public static Row row(
      String imageId,
      int height,
      int width,
      float[] attribution,
      OptionalDouble convergenceDelta,
      Optional<String> baseline,
      OptionalLong sourceKey) {
    return RowFactory.create(
        imageId,
        height,
        width,
        attribution,
        convergenceDelta.isPresent() ? (Double) convergenceDelta.getAsDouble() : null,
        baseline.orElse(null),
        sourceKey.isPresent() ? (Long) sourceKey.getAsLong() : null);
  }
}
