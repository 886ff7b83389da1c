package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * The ground truth of images: which are normal, which anomalous and of what kind.
 *
 * <p>An image is anomalous if its mask is not empty or its label is not one of the normal ones. It
 * is normal if its label is a normal one, or if it has no label and is in a split where masks mark
 * the anomalies. The truth of any other image is unknown.
 */
public final class GroundTruth {
  /** Column: the kind of anomaly, null for a normal image. */
  public static final String KIND = "kind";

  /** Kind of an anomaly that has a mask but no label. */
  private static final String UNNAMED = "anomaly";

  private GroundTruth() {}

  /**
   * Adds the ground truth to images.
   *
   * @param images rows of {@link ImagesTable}
   * @param normalLabels labels of normal images; if empty, labels are ignored
   * @return the rows whose truth is known, with all columns and {@link #KIND}
   */
  public static Dataset<Row> of(Dataset<Row> images, List<String> normalLabels) {
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

  /**
   * Adds the truth to scores.
   *
   * @param scores rows of {@link ScoresTable}
   * @param truth images with all columns of {@link #of}
   * @return the scores of images whose truth is known, with {@link #KIND}; split and label are
   *     those of the images
   */
  public static Dataset<Row> judge(Dataset<Row> scores, Dataset<Row> truth) {
    return scores
        .drop(ScoresTable.SPLIT, ScoresTable.LABEL)
        .join(
            truth.select(ImagesTable.IMAGE_ID, ImagesTable.SPLIT, ImagesTable.LABEL, KIND),
            ImagesTable.IMAGE_ID);
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
