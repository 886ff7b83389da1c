package io.latentlake.infer;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.latentlake.model.IncompatibleModelException;
import io.latentlake.model.ModelOptions;
import io.latentlake.table.ImagesTable;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whether a model conditioned on labels knows those of images. */
public final class KnownLabels {
  private static final int MOST_NAMED = 5;

  private KnownLabels() {}

  /**
   * Refuses images of other labels, or of none, before any is shown to the model.
   *
   * @param images rows of the images table
   * @param model the model; nothing is checked unless it is conditioned on labels
   * @throws IncompatibleModelException if there are such images, with their number
   */
  public static void require(Dataset<Row> images, ModelOptions model) {
    List<String> known = model.labels();
    if (known.isEmpty()) {
      return;
    }
    Column label = col(ImagesTable.LABEL);
    List<Row> unknown =
        images
            .where(label.isNull().or(not(label.isin(known.toArray()))))
            .groupBy(label)
            .count()
            .orderBy(col("count").desc(), label)
            .collectAsList();
    if (unknown.isEmpty()) {
      return;
    }
    long count = unknown.stream().mapToLong(row -> row.getLong(1)).sum();
    String named =
        unknown.stream()
            .limit(MOST_NAMED)
            .map(row -> row.getLong(1) + (row.isNullAt(0) ? " without one" : " of " + row.get(0)))
            .collect(Collectors.joining(", "));
    throw new IncompatibleModelException(
        "model "
            + model.id()
            + " is a "
            + model.kind()
            + ", which must be told labels that it was trained on ("
            + String.join(", ", known)
            + "), but "
            + count
            + " images have other labels, or none: "
            + named
            + (unknown.size() > MOST_NAMED ? ", ..." : "")
            + "; train it on images of these labels, or a model of another kind, such as conv-vae");
  }
}
