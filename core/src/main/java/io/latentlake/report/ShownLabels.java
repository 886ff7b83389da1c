package io.latentlake.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The labels with their own colour, the same in every chart. The most frequent labels have one; the
 * others share one.
 *
 * @param names names in the legends, in order
 * @param others how many labels share the last name; 0 if every label has its own
 */
record ShownLabels(List<String> names, int others) {

  static final String OTHER = "other labels";
  static final String NONE = "no label";

  /** As many as can be distinguished by colour and symbol. */
  static final int MOST = 10;

  /** Limit for counting labels, far more than a legend can show. */
  private static final int COUNTED = 10_000;

  static ShownLabels of(Dataset<Row> rows, String labelColumn) {
    List<String> frequent =
        new ArrayList<>(
            rows
                .groupBy(orNone(labelColumn).as("label"))
                .count()
                .orderBy(desc("count"), col("label"))
                .limit(COUNTED)
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList());
    int own = frequent.size() > MOST ? MOST - 1 : frequent.size();
    List<String> names = new ArrayList<>(frequent.subList(0, own));
    names.sort(Comparator.naturalOrder());
    int others = frequent.size() - own;
    if (others > 0) {
      names.add(OTHER);
    }
    return new ShownLabels(List.copyOf(names), others);
  }

  /** The name of a row's label in the charts. */
  Column name(String labelColumn) {
    Column label = orNone(labelColumn);
    return others == 0
        ? label
        : when(label.isin(names.subList(0, names.size() - 1).toArray()), label)
            .otherwise(lit(OTHER));
  }

  private static Column orNone(String labelColumn) {
    return coalesce(col(labelColumn), lit(NONE));
  }
}
