package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.report.ReportContent.Card;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The first images of an order, as cards without pictures. */
final class ImageCards {

  private ImageCards() {}

  /**
   * Reads the cards.
   *
   * @param scores rows of the scores table
   * @param score the score to state
   * @param order which images come first; images that are equal in it are ordered by id
   * @param most how many to read at most
   */
  static List<Card> first(Dataset<Row> scores, RankingScore score, Column order, int most) {
    List<Card> cards = new ArrayList<>();
    List<Row> rows =
        scores
            .orderBy(order, col(ScoresTable.IMAGE_ID))
            .select(
                col(ScoresTable.IMAGE_ID),
                col(ScoresTable.LABEL),
                score.value(),
                col(ScoresTable.ANOMALY_PERCENTILE),
                col(ScoresTable.IS_ANOMALY))
            .limit(most)
            .collectAsList();
    for (Row row : rows) {
      cards.add(
          new Card(
              cards.size() + 1,
              row.getString(0),
              row.isNullAt(1) ? "" : row.getString(1),
              row.getDouble(2),
              row.isNullAt(3) ? Double.NaN : row.getDouble(3),
              !row.isNullAt(4) && row.getBoolean(4),
              List.of()));
    }
    return cards;
  }
}
