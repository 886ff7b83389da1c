package io.latentlake.jobs;

import io.latentlake.config.Setting;
import io.latentlake.progress.Progress;
import io.latentlake.provenance.Redaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Explains a pipeline file; writes nothing and needs no Spark.
 *
 * <p>{@code latentlake config --config conf/demo.yaml --check}
 */
@CommandLine.Command(
    name = ConfigJob.NAME,
    sortOptions = false,
    description =
        "Explains a pipeline file: every key with its value, unit, default, the origin of the"
            + " value, and its meaning.",
    footer = {
      "",
      "A value given by --set overrides the file, which overrides the default.",
      "",
      "Example:",
      "  deploy/latentlake config --config conf/demo.yaml --set train.epochs=3"
    })
final class ConfigJob implements Callable<Integer> {
  static final String NAME = "config";

  @Mixin private PipelineFileArguments pipelineFile;

  @Option(names = "--check", description = "Only say whether the file is valid.")
  private boolean check;

  @Option(
      names = "--markdown",
      paramLabel = "PAGE",
      description = "Write the table of all keys into this Markdown page, between its marks.")
  private Path markdown;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<Setting> settings = pipelineFile.read().settings();
    JobResult result = JobResult.of(Run.start(NAME, Progress.NONE));
    if (markdown != null) {
      String page = Files.exists(markdown) ? Files.readString(markdown) : "";
      Files.writeString(markdown, KeyTable.inserted(page));
      result = result.at("keys", markdown.toUri().toString());
    } else if (!check) {
      KeyTable.text(settings.stream().map(ConfigJob::redacted).toList()).forEach(out::println);
    }
    long set = settings.stream().filter(key -> !key.origin().equals(Setting.DEFAULT)).count();
    out.println(
        RunRecords.line(result.detail("keys", settings.size()).detail("keys_not_default", set)));
    return JobRunner.DONE;
  }

  private static Setting redacted(Setting key) {
    return new Setting(
        key.path(),
        Redaction.redact(key.path(), key.value()),
        key.defaultValue(),
        key.unit(),
        key.allowed(),
        key.meaning(),
        key.example(),
        key.origin());
  }
}
