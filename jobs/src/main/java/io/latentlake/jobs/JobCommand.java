package io.latentlake.jobs;

import io.latentlake.config.Options;
import io.latentlake.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** Runs a job from the command line. */
@CommandLine.Command(sortOptions = false)
final class JobCommand implements Callable<Integer> {
  private static final String RESUME = "--resume";

  private final Command command;
  private final JobRunner runner;

  @Mixin private CommandArguments arguments;
  @Spec private CommandSpec spec;

  private JobCommand(Command command, JobRunner runner) {
    this.command = command;
    this.runner = runner;
  }

  /** The picocli specification of the command, with its help. */
  static CommandLine of(Command command, JobRunner runner) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new JobCommand(command, runner));
    if (command.sections().contains("train")) {
      spec.addOption(
          OptionSpec.builder(RESUME)
              .type(boolean.class)
              .description("Continue from the last checkpoint; same as --set train.resume=true.")
              .build());
    }
    spec.usageMessage()
        .description(command.summary())
        .footer(footer(command).toArray(String[]::new));
    return new CommandLine(spec);
  }

  @Override
  public Integer call() {
    return runner.run(command, file(), assignments(), arguments);
  }

  private Optional<String> file() {
    return arguments.config().or(() -> command.defaults().file());
  }

  private List<String> assignments() {
    List<String> all = new ArrayList<>(command.defaults().assignments());
    if (spec.commandLine().getParseResult().hasMatchedOption(RESUME)) {
      all.add("train.resume=true");
    }
    all.addAll(arguments.assignments());
    return all;
  }

  private static List<String> footer(Command command) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Keys, with their defaults (`config` explains each):");
    for (Setting key : Options.describe(PipelineOptions.class)) {
      if (command.heeds(key.path())) {
        String unit = key.unit().isEmpty() ? "" : "  (" + key.unit() + ")";
        lines.add("  " + key.path() + ": " + key.defaultValue() + unit);
      }
    }
    lines.add("");
    lines.add("Example:");
    lines.add("  deploy/latentlake " + command.name() + " " + command.example());
    // Percent signs and line separators are directives to picocli
    return lines.stream().map(line -> line.replace("%", "%%")).toList();
  }
}
