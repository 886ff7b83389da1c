package io.latentlake.jobs;

import io.latentlake.backbone.Backbone;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.config.Options;
import io.latentlake.export.ExportPart;
import io.latentlake.export.OnnxExport;
import io.latentlake.export.OnnxFile;
import io.latentlake.model.IncompatibleModelException;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.ScoreComparison;
import io.latentlake.model.Threshold;
import io.latentlake.provenance.RunManifest;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import io.latentlake.table.WrittenRun;
import io.latentlake.train.RoundCost;
import io.latentlake.train.TrainPlan;
import io.latentlake.train.TrainRequest;
import io.latentlake.train.TrainResult;
import io.latentlake.train.Trainer;
import io.latentlake.train.TrainingStoppedException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Trains a model: reads the {@code images} table; writes a model package with its threshold, the
 * {@code history} table and, during training, checkpoints.
 *
 * <pre>deploy/latentlake train --config conf/tiles.yaml --set train.workers=4</pre>
 */
public final class TrainJob implements Job {
  private static final String BACKBONE = "backbone";

  @Override
  public void check(PipelineOptions options) {
    if (options.model().seesFeatures()) {
      options.model().features().ifPresent(Backbone::requireNamed);
    }
  }

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    new TableStore(spark, options.output().path())
        .requireReplaceable(historyKey(options), HistoryTable.SCHEMA);
    TrainRequest request = request(options, Map.of());
    Trainer trainer = Trainer.of(spark, request);
    TrainPlan training = trainer.plan();
    SparkConf conf = spark.sparkContext().getConf();
    NativeMemoryCheck memory =
        new NativeMemoryCheck(
            training.workerMemory(),
            training.options().minibatch(),
            "train.minibatch",
            training.evaluationBytes());
    // the driver has its own network, which processes no minibatch
    memory.require(conf, training.workerMemory().fixedBytes());
    JobPlan plan = JobPlan.empty();
    for (String run : trainer.reads()) {
      plan = plan.reads(ImagesTable.NAME, run);
    }
    if (options.train().warmStart().isPresent()) {
      plan = plan.reads("model", options.train().warmStart().get());
    }
    if (options.model().seesFeatures()) {
      Optional<String> backbone = options.model().features().flatMap(FeatureOptions::backbone);
      plan = plan.reads(BACKBONE, backbone.orElseThrow());
    }
    if (trainer.kindChoice().isPresent()) {
      plan = plan.note(trainer.kindChoice().get());
    }
    if (options.train().onnx() && !options.model().seesFeatures()) {
      String onnx = ExportPart.MODEL.file();
      plan = plan.writes(onnx, options.modelUri() + "/" + onnx);
    }
    return plan.writes("model", options.modelUri())
        .writes(HistoryTable.NAME, options.place(HistoryTable.NAME))
        .writes("checkpoints", request.checkpointFolder())
        .note(cost(training))
        .note(memory.note(conf));
  }

  @Override
  public PlaceListing listing(SparkSession spark, PipelineOptions options, JobPlan.Place place)
      throws IOException {
    return place.name().equals(BACKBONE)
        ? PlaceListing.ofFile(spark.sparkContext().hadoopConfiguration(), place.uri())
        : Job.super.listing(spark, options, place);
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) {
    TrainRequest request = request(options, provenance(options, run));
    Trainer trainer = Trainer.of(spark, request);
    trainer.kindChoice().ifPresent(choice -> run.progress().say("train: " + choice));
    TrainResult result;
    try {
      result = trainer.train(run.progress(), run::stopRequested);
    } catch (TrainingStoppedException stopped) {
      return JobResult.of(run)
          .at("checkpoint", request.checkpointFolder())
          .detail("message", stopped.getMessage())
          .stopped();
    }
    result
        .model()
        .threshold()
        .ifPresent(
            threshold ->
                threshold
                    .caution()
                    .ifPresent(
                        caution ->
                            run.progress()
                                .say(
                                    "train: "
                                        + caution
                                        + "; it flags "
                                        + threshold.flaggedShare().inWords())));
    result
        .model()
        .comparison()
        .filter(ScoreComparison::chosen)
        .ifPresent(figures -> run.progress().say("train: " + figures.inWords()));
    result.driftCaution().ifPresent(caution -> run.progress().say("train: " + caution));
    result.model().write(spark.sparkContext().hadoopConfiguration(), options.modelUri());
    WrittenRun history =
        new TableStore(spark, options.output().path())
            .write(result.historyRows(spark), historyKey(options), run.runId());
    JobResult described =
        describe(result, JobResult.of(run))
            .wrote(history)
            .at("model", options.modelUri())
            .at("checkpoints", request.checkpointFolder());
    return options.train().onnx()
        ? exported(result.model(), spark, options, run, described)
        : described;
  }

  /** A model that is too large for ONNX is a model all the same. */
  private static JobResult exported(
      ModelPackage model,
      SparkSession spark,
      PipelineOptions options,
      Run run,
      JobResult described) {
    if (model.options().features().filter(of -> !of.keepBackbone()).isPresent()) {
      String note =
          ExportPart.MODEL.file()
              + " left out: it would hold a copy of the backbone, and"
              + " model.feature-ae.keep-backbone is false; run `export` for it";
      run.progress().say("train: " + note);
      return described.detail("onnx_notes", List.of(note));
    }
    OnnxFile file;
    try {
      file = OnnxExport.of(model, ExportPart.MODEL);
    } catch (IncompatibleModelException e) {
      run.progress().say("train: " + e.getMessage());
      return described.detail("onnx_notes", List.of(e.getMessage()));
    }
    file.write(spark.sparkContext().hadoopConfiguration(), options.modelUri());
    List<String> notes = ExportJob.notes(file);
    notes.forEach(note -> run.progress().say("train: " + note));
    JobResult longer = described.at(file.part().file(), file.location(options.modelUri()));
    return notes.isEmpty() ? longer : longer.detail("onnx_notes", notes);
  }

  private static JobResult describe(TrainResult result, JobResult described) {
    RoundCost cost = result.cost();
    JobResult details =
        described
            .read(ImagesTable.NAME, result.imagesRead())
            .detail("kind", result.model().options().kind());
    if (result.model().options().isFitted()) {
      details = details.detail("latent", result.model().options().latent());
    } else {
      details =
          details
              .detail("epoch", result.bestEpoch())
              .detail("averaging_rounds", cost.rounds())
              .detail("rounds", cost.toString());
    }
    if (result.driftCaution().isPresent()) {
      details = details.detail("drift_caution", result.driftCaution().get());
    }
    if (result.resumed().isPresent()) {
      TrainResult.ResumePoint at = result.resumed().get();
      details =
          details
              .detail("resumed_after_round", at.round())
              .detail("resumed_in_epoch", at.epoch())
              .detail("resumed_after_round_in_epoch", at.roundInEpoch());
    }
    details = details.detail("anomaly_score", result.model().options().score().name());
    if (result.model().comparison().isPresent()) {
      details = details.detail("auroc_on_drawn_defects", result.model().comparison().get().auroc());
    }
    if (result.model().threshold().isPresent()) {
      Threshold threshold = result.model().threshold().get();
      details =
          details
              .detail("threshold", threshold.value())
              .detail("threshold_images", threshold.images())
              .detail("threshold_flags", threshold.flaggedShare().inWords());
      if (threshold.caution().isPresent()) {
        details = details.detail("threshold_caution", threshold.caution().get());
      }
    }
    return details;
  }

  private static String cost(TrainPlan plan) {
    if (plan.isFitted()) {
      return String.format(
          Locale.ROOT,
          "%d images of %s, %d for validation; found in closed form by one pass over the images",
          plan.trainImages(),
          plan.shape(),
          plan.validationImages());
    }
    return String.format(
        Locale.ROOT,
        "%d images of %s, %d for validation; %d parameters; %d epochs of %d averaging rounds, %d"
            + " steps of %d images per worker; each round sends up to %.1f MB to each executor and"
            + " collects as much from each of %d workers",
        plan.trainImages(),
        plan.shape(),
        plan.validationImages(),
        plan.parameters(),
        plan.options().epochs(),
        plan.roundsPerEpoch(),
        plan.iterationsPerEpoch(),
        plan.options().minibatch(),
        plan.roundBytes() / 1e6,
        plan.options().workers());
  }

  private static TrainRequest request(PipelineOptions options, Map<String, String> provenance) {
    return new TrainRequest(
        options.output().path(),
        options.data().id(),
        options.model(),
        options.train(),
        options.seed(),
        provenance);
  }

  private static Map<String, String> provenance(PipelineOptions options, Run run) {
    RunManifest manifest =
        RunManifest.of(
            run.command(), run.runId(), Options.flatten(options), options.seed(), Instant.now());
    return run.backend().map(manifest::withBackend).orElse(manifest).ofModel();
  }

  private static TableKey historyKey(PipelineOptions options) {
    return HistoryTable.key(options.data().id(), options.model().id());
  }
}
