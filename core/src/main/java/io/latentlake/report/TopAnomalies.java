package io.latentlake.report;

import io.latentlake.report.ReportContent.Anomalies;

/**
 * The images of highest score, as cards.
 *
 * @param most how many to show at most
 * @param pictures where their pictures come from
 */
record TopAnomalies(int most, CardPictures pictures) {

  /**
   * Reads the cards.
   *
   * @param split the scores of one split
   * @param score the score that ranks them
   */
  Anomalies read(ShownSplit split, RankingScore score) {
    CardPictures.Illustrated top =
        pictures.on(ImageCards.first(split.rows(), score, score.value().desc(), most));
    return new Anomalies(score.words(), score.unit(), split.name(), top.cards(), top.mapsAbsent());
  }
}
