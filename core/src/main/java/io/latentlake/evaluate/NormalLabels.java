package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lower;

import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Fault;
import io.latentlake.table.ImagesTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The labels that count as normal, checked against the labels of the images. A label that matches
 * none would make every image an anomaly, and every metric misleading.
 *
 * @param labels labels of normal images; empty if labels are ignored
 * @param note how they were chosen, for the user; empty if they are those of the options
 */
public record NormalLabels(List<String> labels, String note) {
  /** Common labels of normal images, in lower case. */
  private static final Set<String> USUAL = Set.of("good", "ok", "normal");

  private static final String KEY = "evaluate.normal-labels";

  /** More than the number of ways to write them in upper and lower case. */
  private static final int MOST_USUAL = 128;

  private static final int LISTED = 12;

  /** Copies the list. */
  public NormalLabels {
    labels = List.copyOf(labels);
  }

  /**
   * Determines which labels are normal.
   *
   * @param images rows of {@link ImagesTable}
   * @param options the user's labels; if unset, good, ok and normal
   * @return the labels, and how they were chosen
   * @throws ConfigurationException if the options name labels and no image has one of them
   */
  public static NormalLabels of(Dataset<Row> images, EvaluateOptions options) {
    Column label = col(ImagesTable.LABEL);
    Dataset<String> labels =
        images.select(label).filter(label.isNotNull()).distinct().as(Encoders.STRING());
    List<String> shown = labels.sort(ImagesTable.LABEL).limit(LISTED + 1).collectAsList();
    List<String> given = options.normalLabels();
    // Filter by the given labels: there may be more labels than a driver should hold
    List<String> found =
        labels
            .filter(
                given.isEmpty() ? lower(label).isin(USUAL.toArray()) : label.isin(given.toArray()))
            .sort(ImagesTable.LABEL)
            .limit(Math.max(MOST_USUAL, given.size()))
            .collectAsList();
    return given.isEmpty() ? guessed(found, shown) : given(given, found, shown);
  }

  private static NormalLabels given(List<String> given, List<String> found, List<String> shown) {
    List<String> unmatched = new ArrayList<>(given);
    unmatched.removeAll(found);
    if (unmatched.size() == given.size()) {
      throw new ConfigurationException(
          List.of(
              new Fault(
                  KEY,
                  "found " + given + ", but no image has such a label; " + listed(shown),
                  "")));
    }
    String note =
        unmatched.isEmpty()
            ? ""
            : KEY + ": no image is labelled " + String.join(", ", unmatched) + "; " + listed(shown);
    return new NormalLabels(given, note);
  }

  private static NormalLabels guessed(List<String> usual, List<String> shown) {
    if (!usual.isEmpty()) {
      return new NormalLabels(
          usual, "images labelled " + String.join(", ", usual) + " count as normal (" + KEY + ")");
    }
    return new NormalLabels(
        List.of(),
        shown.isEmpty()
            ? ""
            : "labels are ignored, because none is good, ok or normal; "
                + listed(shown)
                + "; set "
                + KEY
                + " to use them");
  }

  private static String listed(List<String> shown) {
    if (shown.isEmpty()) {
      return "no image has a label";
    }
    String first = String.join(", ", shown.subList(0, Math.min(LISTED, shown.size())));
    return "labels are " + first + (shown.size() > LISTED ? " and others" : "");
  }
}
