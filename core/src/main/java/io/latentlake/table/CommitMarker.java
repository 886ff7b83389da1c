package io.latentlake.table;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The file that makes a run visible. It is written last and in one piece, which is atomic on object
 * stores, too. A run without it failed or is not finished.
 *
 * @param table name of the table
 * @param schemaVersion version of the table's schema
 * @param schema the columns, as Spark writes a schema
 * @param runId the run
 * @param rows rows of the run
 * @param madeFrom checksum of what the rows were made from besides the images; empty if unknown
 */
record CommitMarker(
    @JsonProperty("table") String table,
    @JsonProperty("schema_version") int schemaVersion,
    @JsonProperty("schema") String schema,
    @JsonProperty("run_id") String runId,
    @JsonProperty("rows") long rows,
    @JsonProperty("made_from") String madeFrom) {
  /** Its name; readers of Parquet folders ignore names with this prefix. */
  static final String FILE = "_table.json";

  /** Version this code writes; it reads every version up to it. */
  static final int SCHEMA_VERSION = 1;

  private static final int MAX_BYTES = 1 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Reads a marker of an earlier release, which does not have {@code madeFrom}. */
  CommitMarker {
    madeFrom = madeFrom == null ? "" : madeFrom;
  }

  StructType columns() {
    return (StructType) DataType.fromJson(schema);
  }

  void write(FileSystem files, Path run) throws IOException {
    byte[] bytes = toJson().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(files, new Path(run, FILE), out -> out.write(bytes));
  }

  static boolean existsIn(FileSystem files, Path run) throws IOException {
    return files.exists(new Path(run, FILE));
  }

  static CommitMarker read(FileSystem files, Path run) throws IOException {
    Path file = new Path(run, FILE);
    try (InputStream in = files.open(file)) {
      CommitMarker marker = JSON.readValue(in.readNBytes(MAX_BYTES), CommitMarker.class);
      if (marker.schemaVersion() > SCHEMA_VERSION) {
        throw new InvalidTableException(
            file
                + " has schema version "
                + marker.schemaVersion()
                + "; this release reads up to "
                + SCHEMA_VERSION
                + ": use a newer LatentLake");
      }
      return marker;
    } catch (JsonProcessingException e) {
      throw new InvalidTableException(file + " is not a table marker: " + e.getOriginalMessage());
    }
  }

  private String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
