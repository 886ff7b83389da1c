package io.latentlake.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The arguments that every command takes. */
final class CommandArguments {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "Pipeline file (YAML): a path, or a URI such as s3a://lake/conf/daily.yaml.",
        "Without it, defaults and --set say everything."
      })
  private String config;

  @Option(
      names = "--set",
      paramLabel = "path.to.key=value",
      description = {
        "Sets one key, before what the file says; may be given often.",
        "Lists are written a,b. `config` lists every key."
      })
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Say what would be read, written and computed; do nothing.")
  private boolean dryRun;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show the stack trace of a failure.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  Optional<String> config() {
    return Optional.ofNullable(config);
  }

  List<String> assignments() {
    return List.copyOf(assignments);
  }

  boolean dryRun() {
    return dryRun;
  }

  boolean verbose() {
    return verbose;
  }
}
