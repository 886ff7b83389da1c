package io.latentlake.infer;

import io.latentlake.image.ingest.FrameImages;
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
   * @param options what is appended
   * @param latent units of the embedding
   * @return all columns
   * @throws IllegalArgumentException if no column of the frame holds images, or one that is
   *     appended is there already
   */
  public static StructType to(StructType frame, FrameOptions options, int latent) {
    FrameImages.require(frame, options.data());
    String prefix = options.prefix();
    String embedding = prefix + EmbeddingsTable.EMBEDDING;
    Metadata size = new AttributeGroup(embedding, latent).toMetadata();
    StructType columns =
        with(frame, prefix + ScoresTable.RECONSTRUCTION_ERROR, DataTypes.DoubleType);
    columns = with(columns, prefix + ScoresTable.ANOMALY_SCORE, DataTypes.DoubleType);
    columns = with(columns, prefix + ScoresTable.IS_ANOMALY, DataTypes.BooleanType);
    columns = with(columns, new StructField(embedding, SQLDataTypes.VectorType(), true, size));
    return options.map().isEmpty()
        ? columns
        : with(
            columns,
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
