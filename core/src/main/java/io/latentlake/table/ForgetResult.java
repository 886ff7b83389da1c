package io.latentlake.table;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of forgetting.
 *
 * @param imageIds number of requested ids
 * @param alreadyForgotten how many of these are in no table and were forgotten by an earlier run
 * @param notFound how many of these are in no table and were not forgotten before
 * @param someNotFound a few of those, sorted
 * @param rewritten runs that named such an image, each with its replacement
 * @param dataIds image sets that keep the images out from now on
 * @param retired number of older, leftover runs that were removed
 * @param unfinished runs without a marker, which may still be running and were not changed
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
   * A run that replaced one that named images.
   *
   * @param before the replaced run; its folder is removed
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
