package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.image.Pictures;
import io.latentlake.infer.TinyModels;
import io.latentlake.model.ModelPackage;
import io.latentlake.progress.Progress;
import io.latentlake.table.ConcurrentRunException;
import io.latentlake.table.EmbeddingsTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.NeighboursTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are forgotten while another command is at work with them. */
class ForgetMeanwhileTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final String MODEL = "dense-ae";

  @TempDir private Path folder;
  private TableStore store;

  @BeforeEach
  void ingestTwoImages() throws Exception {
    store = new TableStore(SPARK, folder.resolve("out").toString());
    write("a.png");
    write("b.png");
    run("ingest", new IngestJob(), Progress.NONE);
  }

  @Test
  void anIngestDoesNotBringBackWhatWasForgottenWhileItRan() throws Exception {
    write("c.png");

    assertThatThrownBy(() -> run("ingest", new IngestJob(), forgetting("c.png")))
        .isInstanceOf(ConcurrentRunException.class)
        .hasMessageContaining("forgotten(data_id=few) was written while run");
    assertThat(images()).containsExactly("a.png", "b.png");

    run("ingest", new IngestJob(), Progress.NONE);
    assertThat(images()).containsExactly("a.png", "b.png");
  }

  @Test
  void scoresMadeWhileAnImageWasForgottenAreNotCommitted() throws Exception {
    TinyModels.trained(MODEL)
        .write(
            SPARK.sparkContext().hadoopConfiguration(),
            ModelPackage.location(folder.resolve("out").toString(), MODEL));

    assertThatThrownBy(() -> run("score", new ScoreJob(), forgetting("not/taken/in.png")))
        .isInstanceOf(ConcurrentRunException.class)
        .hasMessageContaining("forgotten(data_id=few) was written while run");
    assertThat(store.exists(ScoresTable.key("few", MODEL))).isFalse();
  }

  @Test
  void neighboursFoundWhileAnImageWasForgottenAreNotCommitted() throws Exception {
    TinyModels.trained(MODEL)
        .write(
            SPARK.sparkContext().hadoopConfiguration(),
            ModelPackage.location(folder.resolve("out").toString(), MODEL));
    Progress.Bar none = Progress.NONE.begin("", 0, "");
    Progress forgetting =
        (task, total, unit) ->
            task.equals("neighbours")
                ? forgetting("not/taken/in.png").begin(task, total, unit)
                : none;

    assertThatThrownBy(() -> run("embed", new EmbedJob(), forgetting, "embed.neighbours=1"))
        .isInstanceOf(ConcurrentRunException.class)
        .hasMessageContaining("forgotten(data_id=few) was written while run");
    assertThat(store.exists(EmbeddingsTable.key("few", MODEL))).isTrue();
    assertThat(store.exists(NeighboursTable.key("few", MODEL))).isFalse();
  }

  /** Progress during whose first bar an image is forgotten. */
  private Progress forgetting(String id) {
    return (task, total, unit) -> {
      try {
        run("forget", new ForgetJob(), Progress.NONE, "forget.image-ids=" + id);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      return Progress.NONE.begin(task, total, unit);
    };
  }

  private void write(String name) throws Exception {
    Path file = folder.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Pictures.png(8, 8, 10 * name.charAt(0) % 200));
  }

  private List<String> images() {
    return store
        .read(ImagesTable.key("few"), ImagesTable.SCHEMA)
        .select(ImagesTable.IMAGE_ID)
        .orderBy(ImagesTable.IMAGE_ID)
        .as(Encoders.STRING())
        .collectAsList();
  }

  private void run(String command, Job job, Progress progress, String... more) throws Exception {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "data.id=few",
                "data.path=" + folder.resolve("in"),
                "model.id=" + MODEL,
                "output.path=" + folder.resolve("out")));
    settings.addAll(List.of(more));
    PipelineOptions options = Options.of(PipelineOptions.class, settings.toArray(String[]::new));
    job.plan(SPARK, options);
    job.run(SPARK, options, Run.start(command, progress));
  }
}
