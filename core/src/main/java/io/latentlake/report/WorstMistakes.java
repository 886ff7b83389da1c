package io.latentlake.report;

import static org.apache.spark.sql.functions.col;

import io.latentlake.evaluate.GroundTruth;
import io.latentlake.report.ReportContent.Card;
import io.latentlake.report.ReportContent.Mistakes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The anomalies of lowest score and the normal images of highest score, as cards.
 *
 * @param most how many of each to show at most
 * @param pictures where their pictures come from
 */
record WorstMistakes(int most, CardPictures pictures) {

  /**
   * Reads the cards.
   *
   * @param split the scores of one split, with the truth
   * @param score the score that ranks them
   */
  Mistakes read(ShownSplit split, RankingScore score) {
    List<Card> misses =
        ImageCards.first(
            split.rows().filter(col(GroundTruth.KIND).isNotNull()),
            score,
            score.value().asc(),
            most);
    List<Card> falseAlarms =
        ImageCards.first(
            split.rows().filter(col(GroundTruth.KIND).isNull()), score, score.value().desc(), most);
    CardPictures.Illustrated both =
        pictures.on(Stream.concat(misses.stream(), falseAlarms.stream()).toList());
    return new Mistakes(
        score.words(),
        score.unit(),
        split.name(),
        both.cards().subList(0, misses.size()),
        both.cards().subList(misses.size(), both.cards().size()),
        both.mapsAbsent());
  }
}
