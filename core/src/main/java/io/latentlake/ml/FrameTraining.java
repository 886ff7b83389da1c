package io.latentlake.ml;

import static org.apache.spark.sql.functions.lit;

import io.latentlake.config.Options;
import io.latentlake.image.DataOptions;
import io.latentlake.image.ingest.Ingest;
import io.latentlake.image.ingest.IngestResult;
import io.latentlake.model.ModelPackage;
import io.latentlake.progress.Progress;
import io.latentlake.provenance.RunManifest;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableStore;
import io.latentlake.train.TrainRequest;
import io.latentlake.train.TrainResult;
import io.latentlake.train.Trainer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains on the images of a data frame: writes them as table {@code images}, as command {@code
 * ingest} does, and trains on that, as command {@code train} does.
 */
final class FrameTraining {
  private static final Logger LOG = LoggerFactory.getLogger(FrameTraining.class);

  private final SparkSession spark;
  private final StageOptions options;
  private final String runId;

  /**
   * Prepares to train.
   *
   * @param runId names the run in the origin of the model
   */
  FrameTraining(SparkSession spark, StageOptions options, String runId) {
    this.spark = spark;
    this.options = options;
    this.runId = runId;
  }

  ModelPackage train(Dataset<Row> frame, WorkFolder folder) {
    Progress progress = new LoggedProgress(LOG);
    IngestResult ingested = ingest(frame, folder, progress);
    if (!ingested.rejectsByReason().isEmpty()) {
      LOG.warn(
          "{} rows hold no image that can be used, and are not trained on: {}",
          ingested.rejectsByReason().values().stream().mapToLong(Long::longValue).sum(),
          ingested.rejectsByReason());
    }
    Map<String, String> origin =
        RunManifest.of("fit", runId, Options.flatten(options), options.seed(), Instant.now())
            .ofModel();
    Trainer trainer =
        Trainer.of(
            spark,
            new TrainRequest(
                folder.uri(),
                options.data().id(),
                options.model(),
                options.train(),
                options.seed(),
                origin));
    trainer.kindChoice().ifPresent(progress::say);
    TrainResult result = trainer.train(progress, () -> false);
    result.driftCaution().ifPresent(LOG::warn);
    return result.model();
  }

  private IngestResult ingest(Dataset<Row> frame, WorkFolder folder, Progress progress) {
    TableStore store = new TableStore(spark, folder.uri());
    Dataset<Row> rows = withSplit(frame);
    try {
      return Ingest.of(spark, store, options.data(), options.seed(), rows).run(runId, progress);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the images of the data frame cannot be read", e);
    }
  }

  /** Whoever fits on a frame wants all of it trained on, unless a column says otherwise. */
  private Dataset<Row> withSplit(Dataset<Row> frame) {
    DataOptions data = options.data();
    boolean has = Arrays.stream(frame.columns()).anyMatch(data.splitColumn()::equalsIgnoreCase);
    return has
        ? frame
        : frame.withColumn(data.splitColumn(), lit(data.defaultSplit().orElse(ImagesTable.TRAIN)));
  }
}
