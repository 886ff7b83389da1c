package io.latentlake.image.ingest;

import io.latentlake.LocalSpark;
import io.latentlake.config.Options;
import io.latentlake.image.DataOptions;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import io.latentlake.table.TableStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;

/** A folder to ingest from, one to ingest into, and ways to look at what came out. */
abstract class IngestCase {
  static final long SEED = 7;

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private int runs;

  final SparkSession spark() {
    return LocalSpark.session();
  }

  final Path input() {
    return folder.resolve("in");
  }

  final TableStore store() {
    return new TableStore(spark(), folder.resolve("out").toString());
  }

  final void write(String name, byte[] content) {
    try {
      Path file = input().resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final DataOptions options(String... overrides) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("id", "d");
    all.put("path", input().toString());
    for (String override : overrides) {
      int equals = override.indexOf('=');
      all.put(override.substring(0, equals), override.substring(equals + 1));
    }
    return Options.of(
        DataOptions.class,
        all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toArray(String[]::new));
  }

  final IngestResult ingest(String... overrides) throws Exception {
    return Ingest.of(spark(), store(), options(overrides), SEED).run(runId(), progress());
  }

  final IngestResult ingest(Dataset<Row> table, String... overrides) throws Exception {
    return Ingest.of(spark(), store(), options(overrides), SEED, table).run(runId(), Progress.NONE);
  }

  /** What the last ingest said. */
  final List<String> said() {
    return said;
  }

  private Progress progress() {
    said.clear();
    return new Progress() {
      @Override
      public Bar begin(String task, long total, String unit) {
        return NONE.begin(task, total, unit);
      }

      @Override
      public void say(String line) {
        said.add(line);
      }
    };
  }

  private String runId() {
    runs++;
    return "r" + runs;
  }

  final List<Row> images() {
    return store()
        .read(ImagesTable.key("d"), ImagesTable.SCHEMA)
        .orderBy(ImagesTable.IMAGE_ID)
        .collectAsList();
  }

  final Row image(String id) {
    return images().stream()
        .filter(row -> row.getAs(ImagesTable.IMAGE_ID).equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not among the images"));
  }

  /** File name, as the end of the URI, and reason of every reject. */
  final Map<String, String> rejects() {
    Map<String, String> found = new TreeMap<>();
    for (Row row : rejectRows()) {
      String uri = row.getAs(RejectsTable.URI);
      found.put(uri.substring(uri.lastIndexOf('/') + 1), row.getAs(RejectsTable.REASON));
    }
    return found;
  }

  final List<Row> rejectRows() {
    return store().read(RejectsTable.key("d"), RejectsTable.SCHEMA).collectAsList();
  }

  final Map<String, String> column(String name) {
    Map<String, String> found = new TreeMap<>();
    for (Row row : images()) {
      found.put(row.getAs(ImagesTable.IMAGE_ID), String.valueOf(row.<Object>getAs(name)));
    }
    return found;
  }

  static final byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
