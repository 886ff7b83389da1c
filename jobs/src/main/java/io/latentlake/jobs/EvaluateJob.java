package io.latentlake.jobs;

import io.latentlake.evaluate.EvaluateOptions.PcaBaseline;
import io.latentlake.evaluate.Evaluation;
import io.latentlake.evaluate.LatentUnits;
import io.latentlake.evaluate.MapAgreement;
import io.latentlake.evaluate.MapSummary;
import io.latentlake.evaluate.MeanMaps;
import io.latentlake.evaluate.NormalLabels;
import io.latentlake.evaluate.disentangle.Disentanglement;
import io.latentlake.infer.InputFingerprint;
import io.latentlake.model.ModelPackage;
import io.latentlake.observe.JobDescription;
import io.latentlake.table.AttributionQualityTable;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.MeanAttributionsTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import io.latentlake.table.TableWrite;
import io.latentlake.table.WrittenRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Measures scores and maps against ground truth, how far the latent is used and, where factors of
 * the images are known, how far its units stand for them: reads {@code images}, {@code scores} and,
 * if there are any, {@code embeddings}, {@code clusters}, {@code attributions} and {@code
 * attribution_quality}; writes {@code metrics} and, where there are maps, {@code
 * mean_attributions}.
 *
 * <pre>deploy/latentlake evaluate --config conf/tiles.yaml</pre>
 */
public final class EvaluateJob implements Job {
  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    TableStore store = store(spark, options);
    TableKey metrics = metrics(options);
    store.requireReplaceable(metrics, MetricsTable.SCHEMA);
    Optional<ModelPackage> model = model(spark, options);
    scores(store, options, model);
    NormalLabels normal =
        NormalLabels.of(store.read(images(options), ImagesTable.SCHEMA), options.evaluate());
    JobPlan plan = JobPlan.empty();
    if (!normal.note().isEmpty()) {
      plan = plan.note(normal.note());
    }
    for (TableKey key :
        List.of(
            images(options),
            scores(options),
            embeddings(options),
            clusters(options),
            attributions(options),
            quality(options))) {
      for (Path run : store.committedRuns(key)) {
        plan = plan.reads(key.table(), run.toString());
      }
    }
    if (model.isPresent()) {
      plan = plan.reads("model", options.modelUri());
    }
    plan = plan.writes(metrics.table(), options.place(metrics.table()));
    return store.exists(attributions(options))
        ? plan.writes(MeanAttributionsTable.NAME, options.place(MeanAttributionsTable.NAME))
        : plan;
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    TableStore store = store(spark, options);
    Dataset<Row> images = store.read(images(options), ImagesTable.SCHEMA);
    Optional<ModelPackage> model = model(spark, options);
    Dataset<Row> scores = scores(store, options, model);
    Optional<Dataset<Row>> attributions =
        store.exists(attributions(options))
            ? Optional.of(store.read(attributions(options), AttributionsTable.SCHEMA))
            : Optional.empty();
    NormalLabels normal = NormalLabels.of(images, options.evaluate());
    if (!normal.note().isEmpty()) {
      run.progress().say("evaluate: " + normal.note());
    }
    Evaluation evaluation = new Evaluation(options.evaluate(), normal, model);
    List<MetricsTable.Metric> metrics =
        new ArrayList<>(evaluation.measure(images, scores, attributions, run.progress()));
    if (store.exists(embeddings(options)) && ofAnother(store, embeddings(options), model)) {
      run.progress().say("evaluate: embeddings are of an earlier model and left out; run embed");
    } else if (store.exists(embeddings(options))) {
      Dataset<Row> embeddings = store.read(embeddings(options), EmbeddingsTable.SCHEMA);
      metrics.addAll(
          JobDescription.during(
              spark.sparkContext(),
              "evaluate: latent units",
              () -> LatentUnits.metrics(embeddings)));
      metrics.addAll(
          JobDescription.during(
              spark.sparkContext(),
              "evaluate: disentanglement",
              () ->
                  new Disentanglement(options.seed(), run.progress()).metrics(images, embeddings)));
    }
    if (store.exists(quality(options)) && attributions.isPresent()) {
      Dataset<Row> quality = store.read(quality(options), AttributionQualityTable.SCHEMA);
      Dataset<Row> measured =
          attributions
              .get()
              .join(
                  quality.select(AttributionQualityTable.IMAGE_ID).distinct(),
                  AttributionQualityTable.IMAGE_ID);
      metrics.addAll(
          JobDescription.during(
              spark.sparkContext(),
              "evaluate: quality of maps",
              () -> MapSummary.metrics(images, quality)));
      metrics.addAll(
          JobDescription.during(
              spark.sparkContext(),
              "evaluate: agreement of maps",
              () -> MapAgreement.metrics(images, measured)));
    }
    LatentUnits.caution(metrics).ifPresent(caution -> run.progress().say("evaluate: " + caution));
    List<TableWrite> tables = new ArrayList<>();
    tables.add(new TableWrite(MetricsTable.rows(spark, metrics), metrics(options), Map.of()));
    attributions
        .map(maps -> MeanMaps.rows(scores, maps, clusters(store, options)))
        .ifPresent(means -> tables.add(new TableWrite(means, meanMaps(options), Map.of())));
    JobResult result =
        JobResult.of(run)
            .read(ImagesTable.NAME, images.count())
            .read(ScoresTable.NAME, scores.count())
            .detail("normal_labels", normal.labels());
    for (WrittenRun written :
        JobDescription.during(
            spark.sparkContext(),
            "evaluate: metrics and mean maps",
            () -> store.writeTogether(tables, run.runId()))) {
      result = result.wrote(written);
    }
    return result;
  }

  /** Scores, which must be those of the model as it is now. */
  private static Dataset<Row> scores(
      TableStore store, PipelineOptions options, Optional<ModelPackage> model) {
    Dataset<Row> scores = store.read(scores(options), ScoresTable.SCHEMA);
    if (ofAnother(store, scores(options), model)) {
      throw new InvalidTableException(
          scores(options)
              + " was scored by an earlier model of the id "
              + options.model().id()
              + "; run score again");
    }
    return scores;
  }

  private static boolean ofAnother(TableStore store, TableKey key, Optional<ModelPackage> model) {
    return model
        .filter(now -> InputFingerprint.ofAnotherModel(store.madeFrom(key), now))
        .isPresent();
  }

  private static Optional<Dataset<Row>> clusters(TableStore store, PipelineOptions options) {
    return store.exists(clusters(options))
        ? Optional.of(store.read(clusters(options), ClustersTable.SCHEMA))
        : Optional.empty();
  }

  private static TableStore store(SparkSession spark, PipelineOptions options) {
    return new TableStore(spark, options.output().path());
  }

  /** Only a PCA that was asked for cannot do without it. */
  private static Optional<ModelPackage> model(SparkSession spark, PipelineOptions options) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    return options.evaluate().pcaBaseline() == PcaBaseline.TRUE
        ? Optional.of(ModelPackage.read(hadoop, options.modelUri()))
        : ModelPackage.find(hadoop, options.modelUri());
  }

  private static TableKey images(PipelineOptions options) {
    return ImagesTable.key(options.data().id());
  }

  private static TableKey scores(PipelineOptions options) {
    return ScoresTable.key(options.data().id(), options.model().id());
  }

  private static TableKey embeddings(PipelineOptions options) {
    return EmbeddingsTable.key(options.data().id(), options.model().id());
  }

  private static TableKey clusters(PipelineOptions options) {
    return ClustersTable.key(options.data().id(), options.model().id());
  }

  private static TableKey meanMaps(PipelineOptions options) {
    return MeanAttributionsTable.key(options.data().id(), options.model().id());
  }

  private static TableKey attributions(PipelineOptions options) {
    return AttributionsTable.key(options.data().id(), options.model().id());
  }

  private static TableKey quality(PipelineOptions options) {
    return AttributionQualityTable.key(options.data().id(), options.model().id());
  }

  private static TableKey metrics(PipelineOptions options) {
    return MetricsTable.key(options.data().id(), options.model().id());
  }
}
