package io.latentlake.jobs;

import io.latentlake.config.Configuration;
import io.latentlake.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The arguments that say what the options are. */
final class PipelineFileArguments {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "Pipeline file (YAML): a path, or a URI such as s3a://lake/conf/daily.yaml.",
        "Without it, only defaults and --set apply."
      })
  private String config;

  @Option(
      names = "--set",
      paramLabel = "path.to.key=value",
      description = {
        "Sets one key and overrides the file; may be repeated.",
        "Lists are written a,b. `config` lists every key."
      })
  private List<String> assignments = new ArrayList<>();

  Optional<String> config() {
    return Optional.ofNullable(config);
  }

  List<String> assignments() {
    return List.copyOf(assignments);
  }

  /**
   * Reads the options.
   *
   * @throws ConfigurationException with every fault
   */
  Configuration<PipelineOptions> read() {
    return ConfigFile.read(config(), assignments());
  }
}
