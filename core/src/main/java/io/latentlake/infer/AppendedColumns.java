package io.latentlake.infer;

import io.latentlake.table.AttributionsTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ScoresTable;
import java.util.Arrays;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that {@link FramePass} appends to a data frame, all of which may be null: {@code
 * reconstruction_error}, {@code anomaly_score}, {@code is_anomaly}, {@code embedding}, a vector,
 * and {@code attribution}, a map row by row.
 */
public final class AppendedColumns {
  private static final int ERROR = ScoresTable.SCHEMA.fieldIndex(ScoresTable.RECONSTRUCTION_ERROR);
  private static final int SCORE = ScoresTable.SCHEMA.fieldIndex(ScoresTable.ANOMALY_SCORE);
  private static final int VERDICT = ScoresTable.SCHEMA.fieldIndex(ScoresTable.IS_ANOMALY);
  private static final int EMBEDDING = EmbeddingsTable.SCHEMA.fieldIndex(EmbeddingsTable.EMBEDDING);
  private static final int MAP = AttributionsTable.SCHEMA.fieldIndex(AttributionsTable.ATTRIBUTION);

  private AppendedColumns() {}

  /**
   * The columns of a data frame with those that are appended.
   *
   * @param frame columns of the frame
   * @param prefix what goes before the names of the new columns; may be empty
   * @param latent units of the embedding
   * @return all columns but the map
   * @throws IllegalArgumentException if the frame has such a column
   */
  public static StructType to(StructType frame, String prefix, int latent) {
    String embedding = prefix + EmbeddingsTable.EMBEDDING;
    Metadata size = new AttributeGroup(embedding, latent).toMetadata();
    StructType error = with(frame, prefix + ScoresTable.RECONSTRUCTION_ERROR, DataTypes.DoubleType);
    StructType score = with(error, prefix + ScoresTable.ANOMALY_SCORE, DataTypes.DoubleType);
    StructType verdict = with(score, prefix + ScoresTable.IS_ANOMALY, DataTypes.BooleanType);
    return with(verdict, new StructField(embedding, SQLDataTypes.VectorType(), true, size));
  }

  /**
   * The same with the map.
   *
   * @param frame columns of the frame
   * @param prefix what goes before the names of the new columns; may be empty
   * @param latent units of the embedding
   * @return all columns
   * @throws IllegalArgumentException if the frame has such a column
   */
  public static StructType withMapTo(StructType frame, String prefix, int latent) {
    return with(
        to(frame, prefix, latent),
        prefix + AttributionsTable.ATTRIBUTION,
        DataTypes.createArrayType(DataTypes.FloatType, false));
  }

  private static StructType with(StructType columns, String name, DataType type) {
    return with(columns, new StructField(name, type, true, Metadata.empty()));
  }

  private static StructType with(StructType columns, StructField column) {
    for (String there : columns.fieldNames()) {
      if (there.equalsIgnoreCase(column.name())) {
        throw new IllegalArgumentException(
            "column "
                + there
                + " is there already; rename or drop it, or set outputPrefix to what the names of"
                + " appended columns are to begin with");
      }
    }
    return columns.add(column);
  }

  /** Values of the columns for an image, from rows of the tables of the same name. */
  static Object[] values(Row score, Row embedding) {
    float[] latent = (float[]) embedding.get(EMBEDDING);
    double[] units = new double[latent.length];
    Arrays.setAll(units, unit -> latent[unit]);
    return new Object[] {
      score.get(ERROR), score.get(SCORE), score.get(VERDICT), Vectors.dense(units)
    };
  }

  /** Value of the map for an image. */
  static Object map(Row attribution) {
    return attribution.get(MAP);
  }
}
