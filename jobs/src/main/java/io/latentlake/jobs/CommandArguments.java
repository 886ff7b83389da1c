package io.latentlake.jobs;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The arguments that every command takes. */
final class CommandArguments {
  @Mixin private PipelineFileArguments pipelineFile;

  @Option(names = "--dry-run", description = "Only say what would be read, written and computed.")
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
    return pipelineFile.config();
  }

  List<String> assignments() {
    return pipelineFile.assignments();
  }

  boolean dryRun() {
    return dryRun;
  }

  boolean verbose() {
    return verbose;
  }
}
