package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.LocalSpark;
import io.latentlake.model.ModelPackage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of Spark ML on a standalone cluster, held against the commands. */
@ExtendWith(SharedFixtures.class)
class SparkMlIT {
  private static final Duration AT_MOST = Duration.ofMinutes(5);
  private static final Path IMAGES = Checkout.TILES.resolve("test/spot");

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  @Test
  void aSavedPipelineGivesTheScoresOfTheCommands(StandaloneCluster cluster) throws Exception {
    Path out = Files.createDirectories(folder.resolve("out"));
    Program program = submit(cluster.url(), IMAGES, out);
    assertThat(program.exitStatus(AT_MOST)).as(program.output()).isZero();
    assertThat(program.output()).contains("refused: workFolder is not set, and the executors of");
    // fit has removed what it kept there
    assertThat(names(out)).containsExactlyInAnyOrder("pipeline", "transformed");

    Lake lake = new Lake(folder.resolve("lake").toUri().toString());
    ModelPackage.read(Lake.hadoop(), savedModel(out).toUri().toString())
        .write(Lake.hadoop(), ModelPackage.location(lake.root(), PipelineProgram.MODEL));
    Client.of(folder, "local[2]", IMAGES.toUri().toString(), lake)
        .submit(
            "commands",
            "pipeline",
            "steps=ingest,score",
            "model.id=" + PipelineProgram.MODEL,
            "data.default-split=test")
        .result();

    Map<String, Double> expected = lake.scores(PipelineProgram.MODEL);
    Map<String, Double> found = transformed(out);
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    found.forEach(
        (image, error) ->
            assertThat(error)
                .as(image)
                .isCloseTo(expected.get(image), within(1e-5 * expected.get(image))));
  }

  private static List<String> names(Path below) throws IOException {
    try (Stream<Path> files = Files.list(below)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Path savedModel(Path out) throws IOException {
    Path stages = out.resolve("pipeline/stages");
    String first =
        names(stages).stream().filter(name -> name.startsWith("0_")).findFirst().orElseThrow();
    return stages.resolve(first).resolve("model");
  }

  /** The reconstruction error of every image, by the name of its file. */
  private static Map<String, Double> transformed(Path out) {
    Map<String, Double> errors = new TreeMap<>();
    for (Row row :
        LocalSpark.session()
            .read()
            .parquet(out.resolve("transformed").toUri().toString())
            .select("path", "reconstruction_error", "is_anomaly", "prediction")
            .collectAsList()) {
      assertThat(row.anyNull()).isFalse();
      errors.put(row.getString(0).replaceFirst(".*/", ""), row.getDouble(1));
    }
    return errors;
  }

  private static Program submit(String master, Path images, Path out) {
    String classes =
        Path.of("target/test-classes").toAbsolutePath() + File.pathSeparator + Checkout.JAR;
    return Program.start(
        "pipeline-program",
        folder,
        Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
        List.of(
            Checkout.SPARK_HOME.resolve("bin/spark-submit").toString(),
            "--properties-file",
            Checkout.ROOT.resolve("conf/spark-defaults.standalone.conf").toString(),
            "--master",
            master,
            "--driver-memory",
            "1g",
            "--conf",
            "spark.executor.memory=1g",
            "--conf",
            "spark.executor.extraClassPath=" + classes,
            "--driver-class-path",
            classes,
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.ui.enabled=false",
            "--class",
            PipelineProgram.class.getName(),
            "spark-internal",
            images.toUri().toString(),
            out.toUri().toString()));
  }
}
