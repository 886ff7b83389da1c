package io.latentlake.jobs;

import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.picture.PictureFiles;
import io.latentlake.picture.ShownMaps;
import io.latentlake.picture.StripPictures;
import io.latentlake.progress.Progress;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ConcurrentRunException;
import io.latentlake.table.ForgottenTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Draws images with their maps: reads the {@code images} and {@code attributions} tables, a model
 * package if there is one, and {@code scores}, to find the most anomalous images; writes PNG files.
 *
 * <pre>deploy/latentlake pictures --config conf/tiles.yaml --set pictures.count=3</pre>
 */
public final class PicturesJob implements Job {
  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    TableStore store = new TableStore(spark, options.output().path());
    ShownMaps shown = shown(store, options);
    JobPlan plan = JobPlan.empty();
    for (TableKey key : keys(options)) {
      for (Path run : store.committedRuns(key)) {
        plan = plan.reads(key.table(), run.toString());
      }
    }
    Optional<ModelPackage> model = model(spark, options);
    plan =
        model.isPresent()
            ? plan.reads("model", options.modelUri())
            : plan.note("there is no model package: no reconstruction is shown");
    return plan.note(
            shown.ids().size()
                + (shown.ids().size() == 1 ? " image with maps: " : " images with maps: ")
                + shown.kinds().stream()
                    .map(ShownMaps.Kind::toString)
                    .collect(Collectors.joining(", ")))
        .writes("pictures", options.picturesUri());
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    TableStore store = new TableStore(spark, options.output().path());
    TableKey forgotten = ForgottenTable.key(options.data().id());
    List<Path> forgottenBefore = store.committedRuns(forgotten);
    ShownMaps shown = shown(store, options);
    PictureFiles files =
        new PictureFiles(spark.sparkContext().hadoopConfiguration(), options.picturesUri());
    Optional<InferenceModel> model = model(spark, options).map(ModelPackage::inferenceModel);
    List<Path> written;
    try (Progress.Bar bar = run.progress().begin("pictures", shown.ids().size(), "images")) {
      written = new StripPictures(options.pictures(), model, files).write(shown, bar);
    } finally {
      model.ifPresent(InferenceModel::close);
    }
    if (!store.committedRuns(forgotten).equals(forgottenBefore)) {
      files.delete(written);
      throw new ConcurrentRunException(
          "images were forgotten while their pictures were drawn; the pictures of this run are"
              + " removed, run the command again");
    }
    return JobResult.of(run)
        .read(ImagesTable.NAME, shown.ids().size())
        .wrote("pictures", written.size(), options.picturesUri());
  }

  private static ShownMaps shown(TableStore store, PipelineOptions options) {
    return ShownMaps.of(store, options.pictures(), options.data().id(), options.model().id());
  }

  private static List<TableKey> keys(PipelineOptions options) {
    String data = options.data().id();
    String model = options.model().id();
    List<TableKey> keys =
        new ArrayList<>(List.of(ImagesTable.key(data), AttributionsTable.key(data, model)));
    if (options.pictures().images().isEmpty()) {
      keys.add(ScoresTable.key(data, model));
    }
    return keys;
  }

  private static Optional<ModelPackage> model(SparkSession spark, PipelineOptions options) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    return ModelPackage.find(hadoop, options.modelUri());
  }
}
