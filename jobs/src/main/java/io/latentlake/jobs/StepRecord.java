package io.latentlake.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.table.WrittenRun;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Records the inputs and outputs of a pipeline step, so that the next run can decide whether the
 * step has to run again. Stored beside the output, as JSON.
 *
 * @param code checksum of the code
 * @param options keys that the step uses, with their values
 * @param inputs what it read, by name
 * @param outputs what it wrote, by name
 * @param result its result
 */
record StepRecord(
    @JsonProperty("code") String code,
    @JsonProperty("options") Map<String, String> options,
    @JsonProperty("inputs") Map<String, PlaceListing> inputs,
    @JsonProperty("outputs") Map<String, PlaceListing> outputs,
    @JsonProperty("result") JobResult result) {
  private static final int MAX_BYTES = 1 << 24;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Why the step has to run again.
   *
   * @return the reason; empty if it does not have to
   */
  Optional<String> changeTo(
      String nowCode,
      Map<String, String> nowOptions,
      Map<String, PlaceListing> nowInputs,
      Configuration hadoop)
      throws IOException {
    for (Map.Entry<String, PlaceListing> output : outputs.entrySet()) {
      if (!PlaceListing.of(hadoop, output.getValue().uri()).holdsSameFilesAs(output.getValue())) {
        return Optional.of(output.getKey() + " is no longer what this step wrote");
      }
    }
    for (String key : union(options, nowOptions)) {
      String before = options.get(key);
      String now = nowOptions.get(key);
      if (now == null || !now.equals(before)) {
        return Optional.of(key + " was " + shown(before) + ", is " + shown(now));
      }
    }
    for (String name : union(inputs, nowInputs)) {
      PlaceListing before = inputs.get(name);
      PlaceListing now = nowInputs.get(name);
      if (before == null || now == null) {
        return Optional.of(name + (now == null ? " is no longer read" : " is now read, too"));
      }
      String change = now.changeSince(before);
      if (!change.isEmpty()) {
        return Optional.of(name + " " + change);
      }
    }
    return code.equals(nowCode) ? Optional.empty() : Optional.of("the code has changed");
  }

  /** Whether every run that the record names is still as recorded. */
  boolean describes(Path run, PlaceListing now) {
    boolean named = false;
    for (Map.Entry<String, PlaceListing> place : inputs.entrySet()) {
      if (new Path(place.getValue().uri()).equals(run)) {
        named = true;
        if (!now.changeSince(place.getValue()).isEmpty()) {
          return false;
        }
      }
    }
    for (Map.Entry<String, PlaceListing> place : outputs.entrySet()) {
      if (new Path(place.getValue().uri()).equals(run)) {
        named = true;
        if (!now.holdsSameFilesAs(place.getValue())) {
          return false;
        }
      }
    }
    return named;
  }

  /** The same record with some runs replaced by others. */
  StepRecord moved(Map<Path, WrittenRun> runs, Configuration hadoop) throws IOException {
    return new StepRecord(
        code,
        options,
        moved(inputs, runs, hadoop),
        moved(outputs, runs, hadoop),
        result.moved(runs));
  }

  private static Map<String, PlaceListing> moved(
      Map<String, PlaceListing> places, Map<Path, WrittenRun> runs, Configuration hadoop)
      throws IOException {
    Map<String, PlaceListing> moved = new LinkedHashMap<>();
    for (Map.Entry<String, PlaceListing> place : places.entrySet()) {
      WrittenRun run = runs.get(new Path(place.getValue().uri()));
      moved.put(
          place.getKey(), run == null ? place.getValue() : PlaceListing.of(hadoop, run.uri()));
    }
    return moved;
  }

  private static TreeSet<String> union(Map<String, ?> a, Map<String, ?> b) {
    TreeSet<String> keys = new TreeSet<>(a.keySet());
    keys.addAll(b.keySet());
    return keys;
  }

  private static String shown(String value) {
    return value == null || value.isEmpty() ? "unset" : value;
  }

  void write(FileSystem files, Path path) throws IOException {
    RunRecords.writeFile(files, path, RunRecords.pretty(this));
  }

  /** Reads the record at a place; empty if there is no readable one. */
  static Optional<StepRecord> read(FileSystem files, Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      return Optional.of(JSON.readValue(in.readNBytes(MAX_BYTES), StepRecord.class));
    } catch (FileNotFoundException | JsonProcessingException e) {
      // A truncated record counts as none: the step runs again
      return Optional.empty();
    }
  }
}
