package io.latentlake.evaluate;

import static org.apache.spark.sql.functions.col;

import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Fault;
import io.latentlake.table.ImagesTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The labels that count as normal, held against the labels that the images have. A word that
 * matches no label would make every image an anomaly, and every figure perfect.
 *
 * @param labels labels of normal images; empty if labels say nothing about what is normal
 * @param note how they were settled, for the user; empty if they are as the options say
 */
public record NormalLabels(List<String> labels, String note) {
  /** What data sets call their normal images, in any capitals. */
  private static final Set<String> USUAL = Set.of("good", "ok", "normal");

  private static final String KEY = "evaluate.normal-labels";

  /** Far beyond what anybody sets by hand. */
  private static final int MOST_LABELS = 10_000;

  private static final int LISTED = 12;

  /** Copies the list. */
  public NormalLabels {
    labels = List.copyOf(labels);
  }

  /**
   * Settles which labels are normal.
   *
   * @param images rows of {@link ImagesTable}
   * @param options what the user says; if nothing, those of good, ok and normal that there are
   * @return the labels, and how they were settled
   * @throws ConfigurationException if the options name labels and no image has one of them
   */
  public static NormalLabels of(Dataset<Row> images, EvaluateOptions options) {
    List<String> found =
        images
            .select(ImagesTable.LABEL)
            .filter(col(ImagesTable.LABEL).isNotNull())
            .distinct()
            .sort(ImagesTable.LABEL)
            .limit(MOST_LABELS)
            .as(Encoders.STRING())
            .collectAsList();
    return options.normalLabels().isEmpty() ? guessed(found) : given(options.normalLabels(), found);
  }

  private static NormalLabels given(List<String> given, List<String> found) {
    List<String> unmatched = new ArrayList<>(given);
    unmatched.removeAll(found);
    if (unmatched.size() == given.size()) {
      throw new ConfigurationException(
          List.of(
              new Fault(
                  KEY,
                  "found " + given + ", but no image has such a label; " + listed(found),
                  "")));
    }
    String note =
        unmatched.isEmpty()
            ? ""
            : KEY + ": no image is labelled " + String.join(", ", unmatched) + "; " + listed(found);
    return new NormalLabels(given, note);
  }

  private static NormalLabels guessed(List<String> found) {
    List<String> usual =
        found.stream().filter(label -> USUAL.contains(label.toLowerCase(Locale.ROOT))).toList();
    if (!usual.isEmpty()) {
      return new NormalLabels(
          usual, "images labelled " + String.join(", ", usual) + " count as normal (" + KEY + ")");
    }
    return new NormalLabels(
        List.of(),
        found.isEmpty()
            ? ""
            : "labels do not say what is normal: none is good, ok or normal; "
                + listed(found)
                + "; set "
                + KEY
                + " for figures");
  }

  private static String listed(List<String> found) {
    if (found.isEmpty()) {
      return "no image has a label";
    }
    String first = String.join(", ", found.subList(0, Math.min(LISTED, found.size())));
    return "labels are "
        + first
        + (found.size() > LISTED ? " and " + (found.size() - LISTED) + " more" : "");
  }
}
