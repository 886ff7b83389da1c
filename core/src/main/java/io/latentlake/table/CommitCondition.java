package io.latentlake.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;

/**
 * What must hold for a run to be shown; if it does not, the run fails and nothing of it shows.
 *
 * @param rows rows of all its tables together; empty if nobody knows
 * @param unchanged keys whose newest runs must still be those that the rows were made from
 */
public record CommitCondition(OptionalLong rows, Map<TableKey, List<Path>> unchanged) {
  /** Nothing but what always must hold. */
  public static final CommitCondition NONE = new CommitCondition(OptionalLong.empty(), Map.of());

  /** Copies the map. */
  public CommitCondition {
    unchanged = Map.copyOf(unchanged);
  }

  /**
   * Adds the number of rows.
   *
   * @param total rows of all tables together
   * @return a stricter condition
   */
  public CommitCondition rows(long total) {
    return new CommitCondition(OptionalLong.of(total), unchanged);
  }

  CommitCondition unchanged(TableKey key, List<Path> runs) {
    Map<TableKey, List<Path>> more = new HashMap<>(unchanged);
    more.put(key, List.copyOf(runs));
    return new CommitCondition(rows, more);
  }

  /**
   * Checks what has been written.
   *
   * @throws IllegalStateException if there are more or fewer rows
   */
  void requireRows(List<WrittenRun> written) {
    long found = written.stream().mapToLong(WrittenRun::rows).sum();
    if (rows.isPresent() && rows.getAsLong() != found) {
      List<String> counts = new ArrayList<>();
      written.forEach(run -> counts.add(run.rows() + " of " + run.key().table()));
      throw new IllegalStateException(
          rows.getAsLong()
              + " items gave "
              + found
              + " rows ("
              + String.join(", ", counts)
              + "); nothing of it is shown, run it again");
    }
  }

  /**
   * Checks what was read.
   *
   * @throws ConcurrentRunException if another run has taken its place
   */
  void requireUnchanged(CommittedRuns runs, String runId) {
    unchanged.forEach(
        (key, read) -> {
          if (!runs.of(key).equals(read)) {
            throw new ConcurrentRunException(
                key
                    + " was written while run "
                    + runId
                    + " was at work on what it held before; nothing of the run is shown, run it"
                    + " again");
          }
        });
  }
}
