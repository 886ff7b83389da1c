package io.latentlake.jobs;

import java.util.ArrayList;
import java.util.List;

/**
 * What a job would do.
 *
 * @param reads every file or folder that the job would read; a pipeline compares their content to
 *     decide whether the job has to run again
 * @param writes the places the job would write
 * @param notes lines on cost and consequences
 */
public record JobPlan(List<Place> reads, List<Place> writes, List<String> notes) {
  /**
   * A file or a folder.
   *
   * @param name what it is: the name of a table, {@code model}, {@code files}
   * @param uri Hadoop URI
   */
  public record Place(String name, String uri) {}

  /** Copies the lists. */
  public JobPlan {
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
    notes = List.copyOf(notes);
  }

  /**
   * An empty plan.
   *
   * @return a plan to be added to
   */
  public static JobPlan empty() {
    return new JobPlan(List.of(), List.of(), List.of());
  }

  /**
   * Adds a place that would be read.
   *
   * @param name what it holds
   * @param uri Hadoop URI of a file or folder
   * @return a longer plan
   */
  public JobPlan reads(String name, String uri) {
    return new JobPlan(and(reads, new Place(name, uri)), writes, notes);
  }

  /**
   * Adds a place that would be written.
   *
   * @param name what it would hold
   * @param uri Hadoop URI of a file or folder
   * @return a longer plan
   */
  public JobPlan writes(String name, String uri) {
    return new JobPlan(reads, and(writes, new Place(name, uri)), notes);
  }

  /**
   * Adds a line on cost or consequences.
   *
   * @param line such as {@code "60000 images in 4690 minibatches, 10 epochs"}
   * @return a longer plan
   */
  public JobPlan note(String line) {
    return new JobPlan(reads, writes, and(notes, line));
  }

  private static <T> List<T> and(List<T> list, T item) {
    List<T> longer = new ArrayList<>(list);
    longer.add(item);
    return longer;
  }
}
