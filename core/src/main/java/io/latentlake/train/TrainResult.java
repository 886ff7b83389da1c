package io.latentlake.train;

import io.latentlake.model.ModelPackage;
import io.latentlake.table.HistoryTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A trained model and how it came about.
 *
 * @param model the model, with its threshold where there are validation images
 * @param history a row an epoch and split
 * @param imagesRead images of the train and validation splits
 * @param resumed where it went on from a checkpoint
 * @param bestEpoch epoch the parameters are of
 * @param cost what the averaging rounds cost
 */
public record TrainResult(
    ModelPackage model,
    List<HistoryRow> history,
    long imagesRead,
    Optional<ResumePoint> resumed,
    int bestEpoch,
    RoundCost cost) {

  /**
   * Where a training went on.
   *
   * @param round averaging rounds done before
   * @param epoch epoch it went on in, from 1
   * @param roundInEpoch averaging rounds done in it before
   */
  public record ResumePoint(int round, int epoch, int roundInEpoch) {}

  /** Copies the history. */
  public TrainResult {
    history = List.copyOf(history);
  }

  /**
   * What the averaging of the last epoch gives cause to say.
   *
   * @return a sentence; empty if all is well
   */
  public Optional<String> driftCaution() {
    return history.stream()
        .filter(row -> row.split().equals(TrainingImages.TRAIN))
        .reduce((before, last) -> last)
        .flatMap(
            last ->
                HistoryTable.driftCaution(
                    last.workers(), last.drift().ofParameters(), last.drift().ofStatistics()));
  }

  /**
   * The history as table {@code history} has it.
   *
   * @param spark makes the rows
   * @return the rows
   */
  public Dataset<Row> historyRows(SparkSession spark) {
    int values = model.shape().values();
    return spark
        .createDataFrame(
            history.stream().map(row -> row.toRow(model.options(), values)).toList(),
            HistoryTable.SCHEMA)
        .coalesce(1);
  }
}
