package io.latentlake.table;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was forgotten.
 *
 * @param imageIds ids that were asked for
 * @param alreadyForgotten of these, how many no table names and an earlier run had forgotten
 * @param notFound of these, how many no table names and no earlier run had forgotten
 * @param someNotFound a few of those, sorted
 * @param rewritten runs that named such an image, each with what stands in its place
 * @param dataIds image sets that keep the images out from now on
 * @param retired older runs, left behind by runs that were cut off, that were removed
 * @param unfinished runs without a marker that may still be under way, and were left alone
 */
public record ForgetResult(
    long imageIds,
    long alreadyForgotten,
    long notFound,
    List<String> someNotFound,
    List<Rewritten> rewritten,
    List<String> dataIds,
    int retired,
    List<String> unfinished) {

  /**
   * A run that names images to be forgotten.
   *
   * @param key the part of the table
   * @param uri the run's folder
   * @param rows rows that name such an image
   */
  public record Affected(TableKey key, String uri, long rows) {}

  /**
   * A run in place of one that named images.
   *
   * @param before what was there; its folder is gone
   * @param after the same without those rows
   */
  public record Rewritten(Affected before, WrittenRun after) {}

  /** Copies the lists. */
  public ForgetResult {
    someNotFound = List.copyOf(someNotFound);
    rewritten = List.copyOf(rewritten);
    dataIds = List.copyOf(dataIds);
    unfinished = List.copyOf(unfinished);
  }

  /**
   * How many rows were removed.
   *
   * @return rows by table, only of tables that had such rows
   */
  public Map<String, Long> removedByTable() {
    Map<String, Long> removed = new TreeMap<>();
    rewritten.forEach(
        run -> removed.merge(run.before().key().table(), run.before().rows(), Long::sum));
    return removed;
  }
}
