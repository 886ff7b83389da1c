package io.latentlake.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;

/**
 * A condition for committing a run; if it does not hold, the run fails and none of its rows become
 * visible.
 *
 * @param rows rows of all its tables together; empty if unknown
 * @param unchanged keys whose newest runs must still be those that the rows were made from
 */
public record CommitCondition(OptionalLong rows, Map<TableKey, List<Path>> unchanged) {
  /** No additional condition. */
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

  /**
   * Adds the keys of another condition, which must be unchanged, too.
   *
   * @param other a condition
   * @return a stricter condition, on the rows of this one
   */
  public CommitCondition and(CommitCondition other) {
    Map<TableKey, List<Path>> more = new HashMap<>(other.unchanged);
    more.putAll(unchanged);
    return new CommitCondition(rows, more);
  }

  CommitCondition unchanged(TableKey key, List<Path> runs) {
    Map<TableKey, List<Path>> more = new HashMap<>(unchanged);
    more.put(key, List.copyOf(runs));
    return new CommitCondition(rows, more);
  }

  /**
   * Checks the written rows.
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
              + "); nothing was committed, run the command again");
    }
  }

  /**
   * Checks that the runs that were read are still the newest.
   *
   * @throws ConcurrentRunException if another run has replaced one of them
   */
  void requireUnchanged(CommittedRuns runs, String runId) {
    unchanged.forEach(
        (key, read) -> {
          if (!runs.of(key).equals(read)) {
            throw new ConcurrentRunException(
                key
                    + " was written while run "
                    + runId
                    + " was using its previous rows; nothing was committed, run the command again");
          }
        });
  }
}
