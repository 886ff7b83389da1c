package io.latentlake.table;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Images that a model drew: from its prior, between two images, along a latent unit. */
public final class SamplesTable {
  /** Name of the table. */
  public static final String NAME = "samples";

  /** {@code prior}, {@code interpolation} or {@code traversal}. */
  public static final String KIND = "kind";

  /** Number of the draw, the pair, or the latent unit. */
  public static final String ITEM = "item";

  /** Place within an interpolation or a traversal, from 0. */
  public static final String STEP = "step";

  /**
   * Position from 0 to 1 of an interpolation, value of the unit of a traversal, null for a draw
   * from the prior.
   */
  public static final String VALUE = "value";

  /** Rows of the image. */
  public static final String HEIGHT = "height";

  /** Columns of the image. */
  public static final String WIDTH = "width";

  /** 1 for grey, 3 for RGB. */
  public static final String CHANNELS = "channels";

  /** The decoded image, uint8, channel-major. */
  public static final String PIXELS = "pixels";

  /** Label that the model was told; null if it is not conditioned on labels. */
  public static final String LABEL = "label";

  /** The columns. */
  public static final StructType SCHEMA =
      new StructType()
          .add(KIND, DataTypes.StringType, false, "prior, interpolation or traversal")
          .add(
              ITEM, DataTypes.IntegerType, false, "number of the draw, the pair or the latent unit")
          .add(
              STEP,
              DataTypes.IntegerType,
              false,
              "place within an interpolation or traversal, from 0")
          .add(
              VALUE,
              DataTypes.DoubleType,
              true,
              "position from 0 to 1, or value of the unit; null for a draw")
          .add(HEIGHT, DataTypes.IntegerType, false, "rows of pixels")
          .add(WIDTH, DataTypes.IntegerType, false, "columns of pixels")
          .add(CHANNELS, DataTypes.IntegerType, false, "1 grey, 3 RGB")
          .add(PIXELS, DataTypes.BinaryType, false, "uint8, channel-major")
          .add(
              LABEL,
              DataTypes.StringType,
              true,
              "label that the model was told; null if it is not conditioned on labels");

  private SamplesTable() {}

  /**
   * The samples of a model.
   *
   * @param modelId the model that drew
   * @return its key
   */
  public static TableKey key(String modelId) {
    return TableKey.of(NAME).with(TableKey.MODEL_ID, modelId);
  }
}
