package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.LocalSpark;
import io.latentlake.export.OnnxSession;
import io.latentlake.image.ImageShape;
import io.latentlake.model.ModelPackage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What commands left in a folder of any storage, looked at by a session of the test's own.
 *
 * @param root Hadoop URI of the folder
 */
record Lake(String root) {
  private static final String HADOOP = "spark.hadoop.";

  /** Lets the test's session reach a storage. */
  static void reach(Map<String, String> settings) {
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(HADOOP)) {
            hadoop().set(key.substring(HADOOP.length()), value);
          }
        });
  }

  static Configuration hadoop() {
    return LocalSpark.session().sparkContext().hadoopConfiguration();
  }

  /** Copies a local folder to one below this. */
  String upload(java.nio.file.Path from, String name) throws IOException {
    Path target = new Path(root, name);
    FileUtil.copy(from.toFile(), target.getFileSystem(hadoop()), target, false, hadoop());
    return target.toString();
  }

  /** Copies what lies under a name in this folder to the same name in another. */
  void copy(String name, Lake other) throws IOException {
    Path from = new Path(root, name);
    Path to = new Path(other.root, name);
    FileUtil.copy(
        from.getFileSystem(hadoop()), from, to.getFileSystem(hadoop()), to, false, hadoop());
  }

  Dataset<Row> table(String name) {
    return LocalSpark.session().read().parquet(root + "/" + name);
  }

  /** The reconstruction error of every image under a model; one that comes twice is an error. */
  Map<String, Double> scores(String modelId) {
    Map<String, Double> scores = new TreeMap<>();
    for (Row row :
        table("scores")
            .where(functions.col("model_id").equalTo(modelId))
            .select("image_id", "reconstruction_error")
            .collectAsList()) {
      if (scores.put(row.getString(0), row.getDouble(1)) != null) {
        throw new AssertionError(row.getString(0) + " was scored twice");
      }
    }
    return scores;
  }

  /** Fails unless a model has scored the images that are expected, to 1e-4. */
  void assertScores(String modelId, Map<String, Double> expected) {
    assertSame(scores(modelId), expected);
  }

  private static void assertSame(Map<String, Double> scores, Map<String, Double> expected) {
    assertThat(scores.keySet()).isEqualTo(expected.keySet());
    scores.forEach(
        (image, score) ->
            assertThat(score)
                .as(image)
                .isCloseTo(expected.get(image), within(1e-4 * expected.get(image))));
  }

  /**
   * Fails unless a model's ONNX file lies in its package, where ONNX Runtime finds in it the scores
   * that are expected, to 1e-4.
   */
  void assertOnnxScores(String modelId, Map<String, Double> expected) throws IOException {
    String model = ModelPackage.location(root, modelId);
    Path file = new Path(model, "model.onnx");
    List<Row> images = table("images").select("image_id", "pixels").collectAsList();
    byte[][] pixels = images.stream().map(image -> (byte[]) image.get(1)).toArray(byte[][]::new);
    try (InputStream in = file.getFileSystem(hadoop()).open(file);
        OnnxSession session = new OnnxSession(in.readAllBytes())) {
      ImageShape shape = ModelPackage.read(hadoop(), model).shape();
      double[] errors = (double[]) session.run(shape, pixels).get("reconstruction_error");
      Map<String, Double> found = new TreeMap<>();
      for (int i = 0; i < errors.length; i++) {
        found.put(images.get(i).getString(0), errors[i]);
      }
      assertSame(found, expected);
    }
  }

  /**
   * Fails unless every item was taken in once, every image is scored and embedded once by every
   * model that has scores or embeddings, and nothing is left of runs that failed: no folder without
   * its commit, no second run of a key, no temporary file.
   *
   * @param items how many files lay at the source
   */
  void assertWhole(long items) throws IOException {
    long images = table("images").count();
    assertThat(images + table("rejects").count()).as("images and rejects").isEqualTo(items);
    assertThat(table("images").select("image_id").distinct().count()).isEqualTo(images);
    for (String name : List.of("scores", "embeddings")) {
      if (!files(name).isEmpty()) {
        for (Row model : table(name).groupBy("model_id").count().collectAsList()) {
          assertThat(model.getLong(1)).as(name + " of " + model.get(0)).isEqualTo(images);
        }
        assertThat(table(name).select("model_id", "image_id").distinct().count())
            .isEqualTo(table(name).count());
      }
    }
    Set<String> committed = new TreeSet<>();
    Set<String> runs = new TreeSet<>();
    for (Path file : files("")) {
      String path = file.toUri().getPath();
      assertThat(path).doesNotContain("/_temporary/", "/__magic", "/_writers/", ".unfinished");
      if (path.contains("/run_id=")) {
        runs.add(file.getParent().toString());
      }
      if (file.getName().equals("_table.json")) {
        committed.add(file.getParent().toString());
      }
    }
    assertThat(runs).isEqualTo(committed);
    assertThat(runs.stream().map(run -> run.replaceFirst("/run_id=[^/]*$", "")))
        .doesNotHaveDuplicates();
  }

  /** How many runs of a table there are, committed or not. */
  Set<String> runs(String table) throws IOException {
    Set<String> runs = new TreeSet<>();
    for (Path file : files(table)) {
      if (file.toString().contains("/run_id=")) {
        runs.add(file.toString().replaceFirst("^.*/run_id=([^/]*)/.*$", "$1"));
      }
    }
    return runs;
  }

  /** Whether a run is writing a table at this moment. */
  boolean isBeingWritten(String table) throws IOException {
    return files(table).stream().anyMatch(file -> file.toString().contains("/_writers/"));
  }

  /** Files below a place in this folder, hidden ones among them; none if it is not there. */
  List<Path> files(String below) throws IOException {
    Path folder = new Path(root + "/" + below);
    FileSystem files = folder.getFileSystem(hadoop());
    List<Path> found = new ArrayList<>();
    if (files.exists(folder)) {
      RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
      while (all.hasNext()) {
        found.add(all.next().getPath());
      }
    }
    return found;
  }

  /** How Spark committed the runs of table {@code scores}, by what its {@code _SUCCESS} says. */
  List<String> committers() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files("scores")) {
      if (file.getName().equals("_SUCCESS")) {
        try (InputStream in = file.getFileSystem(hadoop()).open(file)) {
          found.add(new ObjectMapper().readTree(in).path("committer").asText());
        }
      }
    }
    return found;
  }
}
