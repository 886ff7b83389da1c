package io.latentlake.jobs;

import io.latentlake.progress.Progress;
import io.latentlake.provenance.CodeVersion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.spark.SparkUserAppException;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line: {@code LatentLake COMMAND --config FILE [--set path.to.key=value]...}.
 *
 * <p>Exit status 0 done, 1 failed, 2 wrong usage or configuration. The last line on standard output
 * is one JSON object; progress and errors go to standard error.
 */
@CommandLine.Command(
    name = "latentlake",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = LatentLake.Version.class,
    description =
        "Trains autoencoders over images on Apache Spark, and writes a reconstruction error, an"
            + " embedding and attribution maps for every image to Parquet tables.",
    footer = {
      "",
      "Start with `demo`; `COMMAND --help` says what a command reads and writes, and which keys it"
          + " uses.",
      "In a checkout, `deploy/latentlake bench` measures speed.",
      "",
      "Exit status: 0 done, 1 failed, 2 wrong usage or configuration.",
      "",
      "The last line on standard output is one JSON object; the same is written",
      "beside the output as _run.json. Paths are Hadoop URIs (file:, hdfs:, s3a:);",
      "one without a scheme is relative to where the command is called, or to the",
      "cluster's default file system."
    })
public final class LatentLake {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  private boolean version;

  private LatentLake() {}

  /**
   * Runs a command and ends the program.
   *
   * @param arguments the command and its arguments
   * @throws SparkUserAppException in YARN's application master, if the command failed
   */
  public static void main(String[] arguments) throws SparkUserAppException {
    String limit = SparkSessions.PHYSICAL_LIMIT;
    System.setProperty(limit, System.getProperty(limit, "0"));
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    end(run(out, err, ConsoleProgress.standardError(), arguments));
  }

  /** Ends the program, even if threads of libraries still run. */
  private static void end(int status) throws SparkUserAppException {
    if (!SparkSessions.insideApplicationMaster()) {
      System.exit(status);
    }
    if (status != JobRunner.DONE) {
      throw new SparkUserAppException(status);
    }
  }

  static int run(PrintWriter out, PrintWriter err, Progress progress, String... arguments) {
    CommandLine line = new CommandLine(new LatentLake());
    JobRunner runner = new JobRunner(out, err, progress);
    for (Command command : Commands.ALL) {
      line.addSubcommand(command.name(), JobCommand.of(command, runner));
    }
    line.addSubcommand(ConfigJob.NAME, new ConfigJob());
    line.addSubcommand(DdlJob.NAME, new DdlJob());
    line.addSubcommand(ReproduceJob.NAME, new ReproduceJob(runner));
    line.setOut(out);
    line.setErr(err);
    line.setParameterExceptionHandler(LatentLake::badUsage);
    line.setExecutionExceptionHandler(LatentLake::ended);
    if (arguments.length == 0) {
      line.usage(err);
      return JobRunner.REFUSED;
    }
    return line.execute(arguments);
  }

  private static int badUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("latentlake: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command
        .getErr()
        .println("`" + command.getCommandSpec().qualifiedName() + " --help` shows what is allowed");
    return JobRunner.REFUSED;
  }

  /** Handles the failure of a command that needs no Spark, or that failed before Spark started. */
  private static int ended(Exception e, CommandLine command, ParseResult arguments) {
    FailureReport report =
        new FailureReport(command.getCommandName(), command.getOut(), command.getErr(), false);
    return Refusal.ofPlan(e) ? report.refused(e) : report.failed(e);
  }

  /** Says which release this is. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"latentlake " + CodeVersion.current()};
    }
  }
}
