package io.latentlake.jobs;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A command of the command line.
 *
 * @param name what the user types
 * @param job what it does
 * @param summary one or two sentences on what it reads and writes
 * @param sections sections and keys of the pipeline file that it uses
 * @param example arguments of a typical call
 * @param defaults what replaces arguments that are not given
 */
record Command(
    String name,
    Supplier<Job> job,
    String summary,
    List<String> sections,
    String example,
    Defaults defaults) {
  /**
   * Defaults for a command's arguments.
   *
   * @param file the pipeline file
   * @param assignments keys and values that override those of the file
   */
  record Defaults(Optional<String> file, List<String> assignments) {
    static final Defaults NONE = new Defaults(Optional.empty(), List.of());
  }

  /** Whether it computes with a network. */
  boolean computes() {
    return sections.contains("backend");
  }

  /** Whether it uses a key, or the whole section of the key. */
  boolean heeds(String key) {
    return sections.contains(key) || sections.contains(key.replaceAll("\\..*", ""));
  }

  Command(String name, Supplier<Job> job, String summary, List<String> sections, String example) {
    this(name, job, summary, sections, example, Defaults.NONE);
  }
}
