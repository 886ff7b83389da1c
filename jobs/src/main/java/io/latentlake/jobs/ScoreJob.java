package io.latentlake.jobs;

import io.latentlake.infer.InputFingerprint;
import io.latentlake.infer.Judgement;
import io.latentlake.model.NativeMemory;
import io.latentlake.observe.JobDescription;
import io.latentlake.score.AppliedThreshold;
import io.latentlake.score.ScoreOptions;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Scores every image under a model: reads the {@code images} table and a model package, writes the
 * {@code scores} table. Keeps rows of the previous run that are still valid.
 *
 * <pre>deploy/latentlake score --config conf/tiles.yaml</pre>
 */
public final class ScoreJob implements Job {
  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    InferenceInput input = InferenceInput.open(spark, options);
    input.store().requireReplaceable(key(options), ScoresTable.SCHEMA);
    if (!input.model().options().variational() && options.score().importanceSamples() > 0) {
      throw new IllegalArgumentException(
          "score.importance-samples is "
              + options.score().importanceSamples()
              + ", but model "
              + input.model().modelId()
              + " is a "
              + input.model().options().kind()
              + ", which has no likelihood to sample; set it to 0");
    }
    JobPlan plan =
        input
            .plan(options.score().rows(), options.score().count(), memory(input, options))
            .writes(ScoresTable.NAME, options.place(ScoresTable.NAME));
    plan = inference(input, options).noted(plan, input, options.score().full());
    if (input.model().threshold().isEmpty()) {
      plan = plan.note("the model has no threshold: anomaly_percentile stays null");
    }
    Optional<AppliedThreshold> threshold = AppliedThreshold.of(options.score(), input.model());
    if (threshold.isEmpty()) {
      return plan.note("is_anomaly stays null, too, unless score.threshold is set");
    }
    String origin = threshold.get().origin();
    return origin.isEmpty() ? plan : plan.note(origin);
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    ScoreOptions score = options.score();
    InferenceInput input = InferenceInput.open(spark, options);
    SelectedImages selected = input.select(score.rows(), score.count(), score.full(), run);
    Optional<AppliedThreshold> threshold = AppliedThreshold.of(score, input.model());
    threshold
        .map(AppliedThreshold::origin)
        .filter(origin -> !origin.isEmpty())
        .ifPresent(origin -> run.progress().say("score: " + origin));
    JobResult result = input.write(inference(input, options), selected, run);
    if (threshold.isEmpty()) {
      return result;
    }
    Dataset<Row> flagged =
        input
            .store()
            .read(key(options), ScoresTable.SCHEMA)
            .where(functions.col(ScoresTable.IS_ANOMALY));
    long anomalies =
        JobDescription.during(
            spark.sparkContext(), "score: counting the anomalies", flagged::count);
    return result.detail("threshold", threshold.get().value()).detail("anomalies", anomalies);
  }

  private static InferenceRun inference(InferenceInput input, PipelineOptions options) {
    ScoreOptions score = options.score();
    return new InferenceRun(
        "score",
        key(options),
        ScoresTable.SCHEMA,
        InputFingerprint.score(input.model(), score, options.seed()),
        pass -> pass.score(score, options.seed()),
        rows -> Judgement.again(rows, AppliedThreshold.of(score, input.model())));
  }

  private static TableKey key(PipelineOptions options) {
    return ScoresTable.key(options.data().id(), options.model().id());
  }

  private static NativeMemoryCheck memory(InferenceInput input, PipelineOptions options) {
    return new NativeMemoryCheck(
        input.memory(NativeMemory::ofScoring),
        Math.min(options.score().minibatch(), input.model().mostImages()),
        "score.minibatch",
        0);
  }
}
