package io.latentlake.jobs;

import io.latentlake.model.ModelPackage;
import io.latentlake.table.ForgetResult;
import io.latentlake.table.Forgetting;
import io.latentlake.table.ForgottenTable;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.MeanAttributionsTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.SamplesTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Removes images by id from every table that names them, for every model; {@code ingest} then keeps
 * them out. Says what it cannot remove: what a model learnt from them, and sums over them.
 *
 * <pre>deploy/latentlake forget --set forget.image-ids=[test/scratch/001.png]</pre>
 */
public final class ForgetJob implements Job {
  /** Detail of the result that no record keeps. */
  static final String NOT_FOUND_IDS = "not_found_ids";

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    JobPlan plan = JobPlan.empty();
    try (Forgetting forgetting = forgetting(spark, options)) {
      for (ForgetResult.Affected run : forgetting.search()) {
        plan =
            plan.reads(run.key().table(), run.uri())
                .note(run.rows() + " rows of " + run.key() + " would be removed");
      }
      for (ForgottenPictures.Found found : ForgottenPictures.find(spark, options, forgetting)) {
        plan = plan.note(found.inWords() + " would be removed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("looking for pictures failed", e);
    }
    if (plan.reads().isEmpty()) {
      plan = plan.note("no table names these images; ingest would keep them out");
    }
    return plan.writes(ForgottenTable.NAME, options.place(ForgottenTable.NAME));
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try (Forgetting forgetting = forgetting(spark, options)) {
      StepRecords records = StepRecords.of(hadoop, options.output().path(), forgetting.search());
      ForgetResult result =
          forgetting.run(run.runId(), run.started().toEpochMilli(), run.progress());
      records.follow(result.rewritten(), options.forget().retrain());
      long pictures = 0;
      for (ForgottenPictures.Found found : ForgottenPictures.find(spark, options, forgetting)) {
        found.delete();
        run.progress().say(found.inWords() + " removed");
        pictures += found.paths().size();
      }
      return describe(spark, options, run, result).detail("pictures_removed", pictures);
    }
  }

  private static Forgetting forgetting(SparkSession spark, PipelineOptions options) {
    return Forgetting.of(
        spark,
        new TableStore(spark, options.output().path()),
        options.forget(),
        options.data().id(),
        options.data().path());
  }

  private static JobResult describe(
      SparkSession spark, PipelineOptions options, Run run, ForgetResult forgotten)
      throws IOException {
    JobResult result = JobResult.of(run).read("image_ids", forgotten.imageIds());
    for (ForgetResult.Rewritten rewritten : forgotten.rewritten()) {
      result = result.wrote(rewritten.after());
    }
    Map<String, Long> removed = forgotten.removedByTable();
    // Even where no table names the images any more, what was made of them earlier may show them
    List<String> remaining = remaining(spark, options, forgotten.dataIds());
    if (removeReport(spark, options)) {
      run.progress().say(ReportJob.FILE + " is removed; `report` writes it again");
      result = result.detail("report_removed", true);
    }
    removed.forEach((table, rows) -> run.progress().say(table + ": " + rows + " rows removed"));
    forgotten.someNotFound().forEach(id -> run.progress().say("no table names " + id));
    remaining.forEach(place -> run.progress().say("not forgotten: " + place));
    forgotten
        .unfinished()
        .forEach(
            place ->
                run.progress()
                    .say(
                        place
                            + " is unfinished and was not changed; if no run is using it, remove"
                            + " it"));
    return result
        .detail("rows_removed", removed)
        .detail("already_forgotten", forgotten.alreadyForgotten())
        .detail("not_found", forgotten.notFound())
        .detail(NOT_FOUND_IDS, forgotten.someNotFound())
        .detail("retired_runs", forgotten.retired())
        .detail("unfinished_runs", forgotten.unfinished())
        .detail("kept_out_of", forgotten.dataIds())
        .detail("not_forgotten", remaining);
  }

  private static boolean removeReport(SparkSession spark, PipelineOptions options)
      throws IOException {
    Path report = new Path(options.output().path(), ReportJob.FILE);
    return report.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(report, false);
  }

  /** Places that may still hold information on the images, each with a remedy. */
  private static List<String> remaining(
      SparkSession spark, PipelineOptions options, List<String> dataIds) {
    TableStore store = new TableStore(spark, options.output().path());
    List<String> places = new ArrayList<>();
    places.add("the source files of the images, which are not changed");
    places.add(
        "pictures that `pictures` wrote to other folders than those below output.path, or that"
            + " pictures.path names here");
    for (String dataId : dataIds) {
      for (TableKey key :
          store.keys(TableKey.of(HistoryTable.NAME).with(TableKey.DATA_ID, dataId))) {
        String model = key.parts().get(1).value();
        places.add(
            ModelPackage.location(options.output().path(), model)
                + " with its checkpoints and exports, trained on image set "
                + dataId
                + " (parameters, mean image, threshold), and table history; train it again");
      }
      for (String table : List.of(MetricsTable.NAME, MeanAttributionsTable.NAME)) {
        for (TableKey key : store.keys(TableKey.of(table).with(TableKey.DATA_ID, dataId))) {
          places.add("figures over all images, in " + key + "; evaluate again");
        }
      }
    }
    for (TableKey key : store.keys(TableKey.of(SamplesTable.NAME))) {
      places.add(
          "images that a model drew between pairs of images, in "
              + key
              + " and in pictures/"
              + key.parts().get(0).value()
              + "; sample again");
    }
    return places;
  }
}
