package io.latentlake.infer;

import io.latentlake.image.ingest.FrameImages;
import io.latentlake.score.MinibatchScores;
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

  /**
   * Values of the columns for an image.
   *
   * @param scores of its minibatch
   * @param image its place there
   * @param verdict null if there is no threshold
   */
  static Object[] values(MinibatchScores scores, int image, Boolean verdict) {
    float[] latent = scores.embedding()[image];
    double[] units = new double[latent.length];
    Arrays.setAll(units, unit -> latent[unit]);
    return new Object[] {
      scores.reconstructionError()[image], scores.anomaly()[image], verdict, Vectors.dense(units)
    };
  }

  /** The same with the map. */
  static Object[] withMap(Object[] values, Row attribution) {
    Object[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = attribution.get(MAP);
    return all;
  }
}
