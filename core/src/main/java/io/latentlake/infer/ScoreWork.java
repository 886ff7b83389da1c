package io.latentlake.infer;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.Threshold;
import io.latentlake.observe.ImageWork;
import io.latentlake.score.AppliedThreshold;
import io.latentlake.score.ImageScorer;
import io.latentlake.score.MinibatchScores;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Scores images and compares the scores with the threshold. */
final class ScoreWork implements InferenceWork {
  private static final long serialVersionUID = 1L;

  // Parts of the options, which cannot be sent
  private final int minibatch;
  private final int draws;
  private final int importanceSamples;
  private final long seed;
  private final boolean others;
  private final Threshold validation;
  private final AppliedThreshold threshold;

  ScoreWork(ScoreOptions options, long seed, ModelPackage model) {
    this.minibatch = options.minibatch();
    this.draws = options.draws();
    this.importanceSamples = options.importanceSamples();
    this.seed = seed;
    this.others = options.others();
    this.validation = model.threshold().orElse(null);
    this.threshold = AppliedThreshold.of(options, model).orElse(null);
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
    return minibatch;
  }

  @Override
  public Task open(InferenceModel model) {
    ImageScorer scorer = scorer(model);
    return images -> {
      MinibatchScores scores = scorer.score(images.imageIds(), images.pixels());
      List<Row> rows = new ArrayList<>(images.count());
      for (int i = 0; i < images.count(); i++) {
        rows.add(entry(images, scores, i).toRow());
      }
      return rows;
    };
  }

  /** What scores the images of one task. */
  ImageScorer scorer(InferenceModel model) {
    ImageScorer own = new ImageScorer(model, draws, importanceSamples, seed);
    return others ? own.withOthers() : own;
  }

  /** What the threshold says of an anomaly score, if there is one. */
  Optional<ScoresTable.Verdict> verdict(double anomaly) {
    return Optional.ofNullable(threshold).map(limit -> Judgement.of(anomaly, limit));
  }

  private ScoresTable.Entry entry(ImageMinibatch images, MinibatchScores scores, int i) {
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
        validation == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(validation.percentile(anomaly)),
        verdict(anomaly),
        images.sourceKey(i),
        others ? Optional.of(others(scores, i)) : Optional.empty());
  }

  private static Map<String, Double> others(MinibatchScores scores, int i) {
    Map<String, Double> others = new LinkedHashMap<>();
    scores.others().forEach((name, values) -> others.put(name, values[i]));
    return others;
  }

  private static OptionalDouble at(Optional<double[]> values, int i) {
    return values.isPresent() ? OptionalDouble.of(values.get()[i]) : OptionalDouble.empty();
  }
}
