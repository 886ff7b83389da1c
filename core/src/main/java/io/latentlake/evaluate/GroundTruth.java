package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.latentlake.table.ImagesTable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * What is known of the images: which are normal, which anomalous and of what kind.
 *
 * <p>An image is anomalous if its mask is not empty or its label is not one of the normal ones. It
 * is normal if its label says so, or if it has no label and lies in a split where masks mark the
 * anomalies. Of any other image nothing is known.
 */
final class GroundTruth {
  /** Column: the kind of anomaly, null for a normal image. */
  static final String KIND = "kind";

  /** Kind of an anomaly that only a mask shows. */
  private static final String UNNAMED = "anomaly";

  private GroundTruth() {}

  /**
   * Judges images.
   *
   * @param images rows of {@link ImagesTable}
   * @param normalLabels labels of normal images; if there are none, labels say nothing
   * @return the rows of which something is known, all columns kept, with {@link #KIND} added
   */
  static Dataset<Row> of(Dataset<Row> images, List<String> normalLabels) {
    Column mask = col(ImagesTable.MASK);
    Column label = col(ImagesTable.LABEL);
    Object[] splitsWithMasks =
        images
            .filter(mask.isNotNull())
            .select(ImagesTable.SPLIT)
            .distinct()
            .as(Encoders.STRING())
            .collectAsList()
            .toArray();
    Column marked =
        coalesce(
            udf((UDF1<byte[], Boolean>) GroundTruth::isMarked, DataTypes.BooleanType).apply(mask),
            lit(false));
    Column labelledNormal = coalesce(label.isin(normalLabels.toArray()), lit(false));
    Column labelledAnomalous =
        normalLabels.isEmpty() ? lit(false) : label.isNotNull().and(not(labelledNormal));
    Column anomalous = marked.or(labelledAnomalous);
    Column normal =
        labelledNormal.or(label.isNull().and(col(ImagesTable.SPLIT).isin(splitsWithMasks)));
    Column name = when(labelledNormal, lit(UNNAMED)).otherwise(coalesce(label, lit(UNNAMED)));
    return images.filter(anomalous.or(normal)).withColumn(KIND, when(anomalous, name));
  }

  private static Boolean isMarked(byte[] mask) {
    if (mask == null) {
      return false;
    }
    for (byte value : mask) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }
}
