package io.latentlake.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.latentlake.table.WrittenRun;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a run did. As JSON it is the last line on standard output.
 *
 * @param command the command
 * @param runId the run
 * @param status {@code done}, {@code stopped} or {@code planned}
 * @param rowsRead number of rows by table, or of items by kind
 * @param rowsWritten number of rows by table, or of items by kind
 * @param where Hadoop URI of everything that was written, by table or kind
 * @param seconds how long the run took
 * @param details further values by name
 */
@JsonPropertyOrder({
  "command",
  "run_id",
  "status",
  "rows_read",
  "rows_written",
  "where",
  "seconds",
  "details"
})
public record JobResult(
    @JsonProperty("command") String command,
    @JsonProperty("run_id") String runId,
    @JsonProperty("status") String status,
    @JsonProperty("rows_read") Map<String, Long> rowsRead,
    @JsonProperty("rows_written") Map<String, Long> rowsWritten,
    @JsonProperty("where") Map<String, String> where,
    @JsonProperty("seconds") double seconds,
    @JsonProperty("details") Map<String, Object> details) {
  private static final double MILLIS = 1000;

  /** Copies the maps and rounds the seconds to milliseconds. */
  public JobResult {
    rowsRead = copy(rowsRead);
    rowsWritten = copy(rowsWritten);
    where = copy(where);
    seconds = Math.round(seconds * MILLIS) / MILLIS;
    details = copy(details);
  }

  /**
   * An empty result.
   *
   * @param run the run
   * @return a result to be added to
   */
  public static JobResult of(Run run) {
    return new JobResult(
        run.command(), run.runId(), "done", Map.of(), Map.of(), Map.of(), 0, Map.of());
  }

  /**
   * Adds rows that were read.
   *
   * @param table the table, or what the items are
   * @param rows how many
   * @return a longer result
   */
  public JobResult read(String table, long rows) {
    return new JobResult(
        command, runId, status, and(rowsRead, table, rows), rowsWritten, where, seconds, details);
  }

  /**
   * Adds rows that were written.
   *
   * @param table the table, or what the items are
   * @param rows how many
   * @param uri where they lie
   * @return a longer result
   */
  public JobResult wrote(String table, long rows, String uri) {
    return new JobResult(
        command,
        runId,
        status,
        rowsRead,
        and(rowsWritten, table, rows),
        and(where, table, uri),
        seconds,
        details);
  }

  /**
   * Adds a table that was written, under its {@link io.latentlake.table.TableKey#name name}, or
   * under its whole key if the name is taken.
   *
   * @param written the run that the table store wrote
   * @return a longer result
   */
  public JobResult wrote(WrittenRun written) {
    String name = written.key().name();
    return wrote(
        where.containsKey(name) ? written.key().toString() : name, written.rows(), written.uri());
  }

  /**
   * Adds something that was written and has no rows.
   *
   * @param name what it is: {@code model}, {@code report}
   * @param uri where it lies
   * @return a longer result
   */
  public JobResult at(String name, String uri) {
    return new JobResult(
        command, runId, status, rowsRead, rowsWritten, and(where, name, uri), seconds, details);
  }

  /**
   * Adds a detail.
   *
   * @param name in snake_case, with its unit
   * @param value text, number, boolean, or a list or map of such
   * @return a longer result
   */
  public JobResult detail(String name, Object value) {
    return new JobResult(
        command, runId, status, rowsRead, rowsWritten, where, seconds, and(details, name, value));
  }

  /** The same without a detail. */
  JobResult without(String name) {
    Map<String, Object> fewer = new LinkedHashMap<>(details);
    fewer.remove(name);
    return new JobResult(command, runId, status, rowsRead, rowsWritten, where, seconds, fewer);
  }

  /**
   * Marks the run as stopped early on request.
   *
   * @return the same result, stopped
   */
  public JobResult stopped() {
    return withStatus("stopped");
  }

  JobResult withStatus(String newStatus) {
    return new JobResult(command, runId, newStatus, rowsRead, rowsWritten, where, seconds, details);
  }

  JobResult withSeconds(double newSeconds) {
    return new JobResult(command, runId, status, rowsRead, rowsWritten, where, newSeconds, details);
  }

  /** The same result with every place as a full URI. */
  JobResult qualified(Configuration hadoop) throws IOException {
    Map<String, String> full = new LinkedHashMap<>();
    for (Map.Entry<String, String> place : where.entrySet()) {
      Path path = new Path(place.getValue());
      full.put(place.getKey(), path.getFileSystem(hadoop).makeQualified(path).toString());
    }
    return new JobResult(command, runId, status, rowsRead, rowsWritten, full, seconds, details);
  }

  /** The same result with some runs replaced by others. */
  JobResult moved(Map<Path, WrittenRun> runs) {
    Map<String, String> places = new LinkedHashMap<>(where);
    Map<String, Long> rows = new LinkedHashMap<>(rowsWritten);
    where.forEach(
        (name, uri) -> {
          WrittenRun run = runs.get(new Path(uri));
          if (run != null) {
            places.put(name, run.uri());
            rows.replace(name, run.rows());
          }
        });
    return new JobResult(command, runId, status, rowsRead, rows, places, seconds, details);
  }

  private static <V> Map<String, V> copy(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private static <V> Map<String, V> and(Map<String, V> map, String key, V value) {
    Map<String, V> longer = new LinkedHashMap<>(map);
    longer.put(key, value);
    return longer;
  }
}
