package io.latentlake.image.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The log of a plain Delta table: every version is present as JSON, and each row of a current file
 * is a row of the table.
 *
 * @see <a href="https://github.com/delta-io/delta/blob/master/PROTOCOL.md">Delta protocol</a>
 */
final class DeltaLog {
  private static final Pattern VERSION = Pattern.compile("\\d{20}\\.json");

  private final FileSystem files;
  private final Path table;
  private final Path log;
  private final Set<String> live = new LinkedHashSet<>();

  DeltaLog(FileSystem files, Path table) {
    this.files = files;
    this.table = table;
    this.log = new Path(table, "_delta_log");
  }

  boolean exists() throws IOException {
    return files.exists(log);
  }

  /**
   * The files that the newest version of the table consists of.
   *
   * @throws InvalidSourceException if there are none, or the log is not plain
   */
  List<String> liveFiles() throws IOException {
    Set<Path> versions = new TreeSet<>();
    for (FileStatus entry : files.listStatus(log)) {
      if (VERSION.matcher(entry.getPath().getName()).matches()) {
        versions.add(entry.getPath());
      }
    }
    int expected = 0;
    for (Path version : versions) {
      if (!version.getName().equals(String.format(Locale.ROOT, "%020d.json", expected))) {
        throw refused("whose log does not begin with version 0 or has gaps");
      }
      expected++;
      read(version);
    }
    if (live.isEmpty()) {
      throw refused("whose log names no file");
    }
    return new ArrayList<>(live);
  }

  private void read(Path version) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(files.open(version), StandardCharsets.UTF_8))) {
      ObjectMapper json = new ObjectMapper();
      String line = lines.readLine();
      while (line != null) {
        apply(json.readTree(line));
        line = lines.readLine();
      }
    } catch (JsonProcessingException e) {
      throw refused("whose log cannot be read: " + version + " is not JSON");
    }
  }

  private void apply(JsonNode action) {
    // Version 2 may rename columns, 3 may drop rows of a file
    if (action.path("protocol").path("minReaderVersion").asInt(1) > 1) {
      throw refused("which needs a reader of Delta's protocol beyond version 1");
    }
    if (action.has("add")) {
      live.add(file(action.get("add")));
    }
    if (action.has("remove")) {
      live.remove(file(action.get("remove")));
    }
  }

  private String file(JsonNode action) {
    if (action.hasNonNull("deletionVector")) {
      throw refused("which uses deletion vectors");
    }
    // Escaped as a URI, and relative but for copies that share files
    URI path = URI.create(action.path("path").asText());
    if (path.isAbsolute() || path.getPath().startsWith("/")) {
      throw refused("which has files elsewhere");
    }
    return new Path(table, path.getPath()).toString();
  }

  private IllegalArgumentException refused(String why) {
    return new InvalidSourceException(
        "data.path is "
            + table
            + ", a Delta table "
            + why
            + "; write its rows out as Parquet, and point data.path there");
  }
}
