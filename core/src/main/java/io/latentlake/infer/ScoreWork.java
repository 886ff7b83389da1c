package io.latentlake.infer;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.Threshold;
import io.latentlake.observe.ImageWork;
import io.latentlake.score.ImageScorer;
import io.latentlake.score.MinibatchScores;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Scores images and compares the scores with the model's threshold. */
final class ScoreWork implements InferenceWork {
  private static final long serialVersionUID = 1L;

  private final ScoreOptions options;
  private final long seed;
  private final Threshold threshold;

  ScoreWork(ScoreOptions options, long seed, Optional<Threshold> threshold) {
    this.options = options;
    this.seed = seed;
    this.threshold = threshold.orElse(null);
  }

  @Override
  public StructType schema() {
    return ScoresTable.SCHEMA;
  }

  @Override
  public ImageWork counted() {
    return ImageWork.SCORED;
  }

  @Override
  public int minibatch() {
    return options.minibatch();
  }

  @Override
  public Task open(InferenceModel model) {
    ImageScorer scorer = new ImageScorer(model, options, seed);
    return images -> {
      MinibatchScores scores = scorer.score(images.imageIds(), images.pixels());
      List<Row> rows = new ArrayList<>(images.count());
      for (int i = 0; i < images.count(); i++) {
        rows.add(entry(images, scores, i).toRow());
      }
      return rows;
    };
  }

  private ScoresTable.Entry entry(ImageMinibatch images, MinibatchScores scores, int i) {
    Optional<Threshold> limit = Optional.ofNullable(threshold);
    double anomaly = scores.anomaly()[i];
    return new ScoresTable.Entry(
        images.imageIds()[i],
        images.splits()[i],
        images.label(i),
        scores.reconstructionError()[i],
        scores.squaredErrorSum()[i],
        at(scores.reconstructionNats(), i),
        at(scores.klNats(), i),
        at(scores.negativeElboNats(), i),
        at(scores.logLikelihoodNats(), i),
        anomaly,
        limit.isPresent()
            ? OptionalDouble.of(limit.get().percentile(anomaly))
            : OptionalDouble.empty(),
        limit.map(t -> t.exceededBy(anomaly)),
        images.sourceKey(i));
  }

  private static OptionalDouble at(Optional<double[]> values, int i) {
    return values.isPresent() ? OptionalDouble.of(values.get()[i]) : OptionalDouble.empty();
  }
}
