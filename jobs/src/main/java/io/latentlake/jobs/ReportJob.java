package io.latentlake.jobs;

import io.latentlake.evaluate.NormalLabels;
import io.latentlake.model.ModelPackage;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.report.ReportContent;
import io.latentlake.report.ReportFile;
import io.latentlake.report.ReportPage;
import io.latentlake.report.ReportReader;
import io.latentlake.table.AttributionsTable;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.ConcurrentRunException;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ForgottenTable;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.MeanAttributionsTable;
import io.latentlake.table.MetricsTable;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.RejectsTable;
import io.latentlake.table.SamplesTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableKey;
import io.latentlake.table.TableStore;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Writes {@code report.html}: reads every table of one image set and one model, and the model
 * package. The page says what is missing.
 *
 * <pre>deploy/latentlake report --config conf/tiles.yaml</pre>
 */
public final class ReportJob implements Job {
  /** Name of the file below {@code output.path}. */
  static final String FILE = "report.html";

  @Override
  public JobPlan plan(SparkSession spark, PipelineOptions options) {
    TableStore store = new TableStore(spark, options.output().path());
    JobPlan plan = JobPlan.empty();
    for (TableKey key : keys(options)) {
      for (Path run : store.committedRuns(key)) {
        plan = plan.reads(key.table(), run.toString());
      }
    }
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    if (ModelPackage.find(hadoop, options.modelUri()).isPresent()) {
      plan = plan.reads("model", options.modelUri());
    }
    if (plan.reads().isEmpty()) {
      throw new InvalidTableException(
          "there is nothing to report on: no table and no model package of image set "
              + options.data().id()
              + " and model "
              + options.model().id()
              + " below "
              + options.output().path()
              + "; run ingest or train first");
    }
    TableKey images = ImagesTable.key(options.data().id());
    if (store.exists(images)) {
      // refuses labels that match nothing
      NormalLabels.of(store.read(images, ImagesTable.SCHEMA), options.evaluate());
    }
    return plan.writes("report", uri(options));
  }

  @Override
  public JobResult run(SparkSession spark, PipelineOptions options, Run run) throws Exception {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    TableStore store = new TableStore(spark, options.output().path());
    TableKey forgotten = ForgottenTable.key(options.data().id());
    List<Path> forgottenBefore = store.committedRuns(forgotten);
    ReportReader reader =
        new ReportReader(
            store, options.report(), options.evaluate(), options.data().id(), options.model().id());
    Optional<ModelPackage> model = ModelPackage.find(hadoop, options.modelUri());
    try (Progress.Bar bar = run.progress().begin("report", 2, "steps")) {
      ReportContent content =
          JobDescription.during(
              spark.sparkContext(), "report: reading the tables", () -> reader.read(model));
      bar.advance(1);
      ReportFile file = ReportFile.write(new ReportPage().html(content), uri(options), hadoop);
      bar.advance(1);
      if (!store.committedRuns(forgotten).equals(forgottenBefore)) {
        Path report = new Path(file.uri());
        report.getFileSystem(hadoop).delete(report, false);
        throw new ConcurrentRunException(
            "images were forgotten while the report was written; it is removed, run the command"
                + " again");
      }
      return JobResult.of(run)
          .at("report", file.uri())
          .detail("report_bytes", file.bytes())
          .detail("absent_sections", content.absentSections());
    }
  }

  private static List<TableKey> keys(PipelineOptions options) {
    String data = options.data().id();
    String model = options.model().id();
    return List.of(
        ImagesTable.key(data),
        RejectsTable.key(data),
        HistoryTable.key(data, model),
        ScoresTable.key(data, model),
        EmbeddingsTable.key(data, model),
        NeighboursTable.key(data, model),
        ClustersTable.key(data, model),
        AttributionsTable.key(data, model),
        MetricsTable.key(data, model),
        MeanAttributionsTable.key(data, model),
        SamplesTable.key(model));
  }

  private static String uri(PipelineOptions options) {
    return options.place(FILE);
  }
}
