package io.latentlake.train;

import io.latentlake.model.Loss;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * An epoch seen on one split; a row of table {@code history}.
 *
 * @param epoch from 1
 * @param split {@code train} or {@code validation}
 * @param losses loss terms
 * @param beta weight of the KL divergence at the end of the epoch
 * @param seconds wall-clock time
 * @param learningRate at the end of the epoch
 * @param workers whose parameters were averaged
 * @param averagingRounds of the epoch
 */
public record HistoryRow(
    int epoch,
    String split,
    LossSums losses,
    double beta,
    double seconds,
    double learningRate,
    int workers,
    int averagingRounds) {

  /**
   * As the table has it.
   *
   * @param loss kind of the reconstruction loss
   * @param variational whether the network is a VAE
   * @param pixelValues values of an image, which a Gaussian's normaliser grows with
   * @return the row
   */
  Row toRow(Loss loss, boolean variational, int pixelValues) {
    double reconstruction = losses.meanReconstruction();
    boolean bce = loss == Loss.BCE;
    double nats = reconstruction + loss.normaliserNats(pixelValues);
    return RowFactory.create(
        epoch,
        split,
        bce || variational ? nats : null,
        bce ? null : reconstruction,
        variational ? losses.meanKlNats() : null,
        variational ? nats + losses.meanKlNats() : null,
        losses.loss(),
        variational ? beta : null,
        losses.images(),
        seconds,
        learningRate,
        workers,
        averagingRounds);
  }
}
