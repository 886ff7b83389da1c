package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.config.ConfigurationException;
import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.ModelPackage;
import io.latentlake.model.TrainingGraph;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.TableStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Sgd;

class ReportJobTest {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  @TempDir private Path output;

  private final SparkSession spark = LocalSpark.session();
  private final ReportJob job = new ReportJob();

  @Test
  void nothingToReportOnIsRefused() throws Exception {
    assertThatThrownBy(() -> job.plan(spark, options()))
        .isInstanceOf(InvalidTableException.class)
        .hasMessageContaining("nothing to report on")
        .hasMessageContaining("image set shades and model tiny")
        .hasMessageContaining("run ingest or train first");
    assertThat(output).isEmptyDirectory();
  }

  @Test
  void normalLabelsThatNoImageHasAreRefused() {
    writeImages();

    assertThatThrownBy(() -> job.plan(spark, options("evaluate.normal-labels=[fine]")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("evaluate.normal-labels")
        .hasMessageContaining("[fine]");
  }

  @Test
  void imagesAndModelAreEnoughForAReport() throws Exception {
    writeImages();
    writeModel();

    assertThat(job.plan(spark, options()).reads())
        .extracting(JobPlan.Place::name)
        .containsExactly("images", "model");
    Run run = Run.start("report", Progress.NONE);
    JobResult result = job.run(spark, options(), run);

    Path page = output.resolve("report.html");
    assertThat(result.where().get("report")).endsWith("/report.html");
    assertThat(result.details()).containsEntry("report_bytes", Files.size(page));
    assertThat(result.details().get("absent_sections").toString())
        .contains("scores", "training")
        .doesNotContain("reconstructions");
    assertThat(Files.readString(page))
        .contains("A dense autoencoder with 3 latent units")
        .contains("grey, 8 × 8 pixels")
        .contains("the command score writes it")
        .contains("alt=\"Reconstruction of shade-0\"");
  }

  @Test
  void anotherReportReplacesTheFirst() throws Exception {
    writeImages();
    Run run = Run.start("report", Progress.NONE);

    job.run(spark, options(), run);
    job.run(spark, options("report.title=Second <b>"), run);

    assertThat(Files.readString(output.resolve("report.html")))
        .contains("<title>Second &lt;b&gt;</title>");
    assertThat(output.toFile().list()).doesNotContain("_report.html.unfinished");
  }

  private PipelineOptions options(String... settings) {
    List<String> all = new ArrayList<>(Arrays.asList(settings));
    all.addAll(
        List.of(
            "output.path=" + output.toUri(),
            "data.id=shades",
            "model.id=tiny",
            "report.reconstructions=2"));
    return Options.of(PipelineOptions.class, all.toArray(String[]::new));
  }

  private void writeModel() {
    ModelOptions options =
        Options.of(ModelOptions.class, "id=tiny", "kind=dense-ae", "latent=3", "hidden=[5]");
    ModelPackage.of(
            options,
            SHAPE,
            Optional.empty(),
            TrainingGraph.build(options, SHAPE, new Sgd(0.1), 1),
            Map.of("seed", "1"))
        .write(
            spark.sparkContext().hadoopConfiguration(),
            ModelPackage.location(output.toUri().toString(), "tiny"));
  }

  private void writeImages() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      byte[] pixels = new byte[SHAPE.values()];
      Arrays.fill(pixels, (byte) (100 * i));
      String id = "shade-" + i;
      rows.add(
          RowFactory.create(
              id, "file:/" + id, "test", null, 8, 8, 1, pixels, null, null, 9L, null, 8, 1L, null));
    }
    new TableStore(spark, output.toUri().toString())
        .write(spark.createDataFrame(rows, ImagesTable.SCHEMA), ImagesTable.key("shades"), "r1");
  }
}
