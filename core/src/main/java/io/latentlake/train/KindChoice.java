package io.latentlake.train;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.size;

import io.latentlake.model.ModelOptions;
import io.latentlake.observe.JobDescription;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableStore;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The kind of model that {@code model.kind: auto} stands for.
 *
 * <p>Images of one label, or of none, are taken for normal ones, to learn what is odd from: a
 * restoring autoencoder finds defects in others. Images of several labels, or with known factors,
 * are there to be told apart: a VAE embeds them.
 *
 * @param kind name of a kind
 * @param reason why, as the end of a sentence
 */
record KindChoice(String kind, String reason) {
  /**
   * Looks at labels and factors of the training images.
   *
   * @param spark where it runs
   * @param store the tables
   * @param dataId the image set
   * @return the choice
   */
  static KindChoice of(SparkContext spark, TableStore store, String dataId) {
    Dataset<Row> labels =
        store
            .read(ImagesTable.key(dataId), ImagesTable.SCHEMA)
            .filter(col(ImagesTable.SPLIT).equalTo(TrainingImages.TRAIN))
            .agg(
                count_distinct(col(ImagesTable.LABEL)),
                first(ImagesTable.LABEL, true),
                coalesce(max(size(col(ImagesTable.FACTORS))), lit(0)));
    Row found =
        JobDescription.during(spark, "train: labels of the training images", () -> labels.head());
    return of(found.getLong(0), found.getString(1), found.getInt(2));
  }

  static KindChoice of(long labels, String label, int factors) {
    if (factors > 0) {
      return new KindChoice(
          ModelOptions.EMBEDS, "the training images have factors to be told apart");
    }
    if (labels > 1) {
      return new KindChoice(ModelOptions.EMBEDS, "the training images have " + labels + " labels");
    }
    return new KindChoice(
        ModelOptions.FINDS_DEFECTS,
        labels == 0
            ? "the training images have no labels, so all count as normal"
            : "all training images have the label " + label + ", so all count as normal");
  }

  /** The choice and its reason in a sentence. */
  String inWords() {
    return "model.kind is auto: " + kind + ", because " + reason;
  }
}
