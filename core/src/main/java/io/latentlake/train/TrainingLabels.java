package io.latentlake.train;

import static org.apache.spark.sql.functions.col;

import io.latentlake.model.ModelOptions;
import io.latentlake.observe.JobDescription;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many images there are of each label.
 *
 * @param training of the split that is trained on, by label
 * @param validation of the split that is validated by, by label
 * @param unlabelled images of both without a label
 */
record TrainingLabels(
    TreeMap<String, Long> training, TreeMap<String, Long> validation, long unlabelled) {
  /**
   * Counts.
   *
   * @param spark where it runs
   * @param store the tables
   * @param dataId the image set
   */
  static TrainingLabels of(SparkContext spark, TableStore store, String dataId) {
    Dataset<Row> counts =
        store
            .read(ImagesTable.key(dataId), ImagesTable.SCHEMA)
            .filter(col(ImagesTable.SPLIT).isin(TrainingImages.TRAIN, TrainingImages.VALIDATION))
            .groupBy(ImagesTable.SPLIT, ImagesTable.LABEL)
            .count();
    TreeMap<String, Long> training = new TreeMap<>();
    TreeMap<String, Long> validation = new TreeMap<>();
    long unlabelled = 0;
    for (Row row :
        JobDescription.during(
            spark, "train: labels of the training images", () -> counts.collectAsList())) {
      if (row.isNullAt(1)) {
        unlabelled += row.getLong(2);
      } else {
        (row.getString(0).equals(TrainingImages.TRAIN) ? training : validation)
            .put(row.getString(1), row.getLong(2));
      }
    }
    return new TrainingLabels(training, validation, unlabelled);
  }

  /**
   * The model with the labels that it is told.
   *
   * @param model a conditional one; labels that it names stay
   * @throws IllegalArgumentException if the images have not the labels that it needs
   */
  ModelOptions complete(ModelOptions model) {
    List<String> known = model.labels().isEmpty() ? List.copyOf(training.keySet()) : model.labels();
    if (known.size() < 2) {
      throw new IllegalArgumentException(
          refusal(model)
              + (known.isEmpty() ? "none has a label" : "all have the label " + known.get(0))
              + "; ingest images of several labels, or set model.kind to conv-vae");
    }
    List<String> others = new ArrayList<>();
    count(training, known, "training", others);
    count(validation, known, "validation", others);
    if (unlabelled > 0) {
      others.add(unlabelled + " without a label");
    }
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          refusal(model)
              + String.join(", ", others)
              + " are not of the labels "
              + String.join(", ", known)
              + "; label them, leave them out (data.train-labels), or set model.kind to conv-vae");
    }
    return model.withLabels(known);
  }

  private static String refusal(ModelOptions model) {
    return "model.kind is "
        + model.kind()
        + ", which is told the label of each image, but of the training and validation images ";
  }

  private static void count(
      TreeMap<String, Long> images, List<String> known, String split, List<String> others) {
    images.forEach(
        (label, count) -> {
          if (!known.contains(label)) {
            others.add(count + " " + split + " images of label " + label);
          }
        });
  }
}
