package io.latentlake.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.latentlake.model.KlDivergence;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstruction;
import io.latentlake.model.WeightedTerm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.collection.JavaConverters;

/**
 * An epoch seen on one split; a row of table {@code history}.
 *
 * @param epoch from 1
 * @param split {@code train} or {@code validation}
 * @param losses loss terms
 * @param drift how far workers were apart; none on a split that is not trained on
 * @param weights of the loss terms at the end of the epoch, by name
 * @param seconds wall-clock time
 * @param learningRate at the end of the epoch
 * @param workers whose parameters were averaged
 * @param averagingRounds of the epoch
 */
public record HistoryRow(
    int epoch,
    String split,
    LossSums losses,
    WorkerDrift drift,
    Map<String, Double> weights,
    double seconds,
    double learningRate,
    int workers,
    int averagingRounds) {

  /** Copies the weights. */
  public HistoryRow {
    weights = Map.copyOf(weights);
  }

  /**
   * As a checkpoint has it; those of earlier releases have the weight of the KL divergence only,
   * and no drift.
   */
  @JsonCreator
  static HistoryRow read(
      @JsonProperty("epoch") int epoch,
      @JsonProperty("split") String split,
      @JsonProperty("losses") LossSums losses,
      @JsonProperty("drift") WorkerDrift drift,
      @JsonProperty("weights") Map<String, Double> weights,
      @JsonProperty("beta") double beta,
      @JsonProperty("seconds") double seconds,
      @JsonProperty("learningRate") double learningRate,
      @JsonProperty("workers") int workers,
      @JsonProperty("averagingRounds") int averagingRounds) {
    return new HistoryRow(
        epoch,
        split,
        losses,
        drift == null ? WorkerDrift.NONE : drift,
        weights == null ? Map.of(KlDivergence.NAME, beta) : weights,
        seconds,
        learningRate,
        workers,
        averagingRounds);
  }

  /**
   * As the table has it.
   *
   * @param model whose terms these are
   * @param pixelValues values of an image, which a Gaussian's normaliser grows with
   * @return the row
   */
  Row toRow(ModelOptions model, int pixelValues) {
    Loss loss = model.reconstructionLoss();
    boolean variational = model.variational();
    double reconstruction = losses.mean(Reconstruction.NAME);
    double kl = losses.mean(KlDivergence.NAME);
    boolean squared = model.lossUnit().equals(Loss.SQUARED_PIXEL_VALUES);
    double nats = reconstruction + loss.normaliserNats(pixelValues).orElse(Double.NaN);
    Map<String, Double> terms = new LinkedHashMap<>();
    for (WeightedTerm weighted : model.lossTerms()) {
      String name = weighted.term().name();
      terms.put(name, losses.mean(name));
    }
    return RowFactory.create(
        epoch,
        split,
        loss.isInNats() || variational ? nats : null,
        squared ? reconstruction : null,
        variational ? kl : null,
        variational ? nats + kl : null,
        losses.loss(),
        variational ? weights.get(KlDivergence.NAME) : null,
        losses.images(),
        seconds,
        learningRate,
        workers,
        averagingRounds,
        JavaConverters.mapAsScalaMap(terms),
        boxed(drift.ofParameters()),
        boxed(drift.ofStatistics()));
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }
}
