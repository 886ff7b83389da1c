package io.latentlake.jobs;

import io.latentlake.progress.Progress;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.TableDdl;
import io.latentlake.table.TableDefinition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Prints SQL that declares the tables below {@code output.path} to Spark or Hive; writes no table
 * and needs no Spark.
 *
 * <p>{@code latentlake ddl --config my-images.yaml --dialect hive}
 */
@CommandLine.Command(
    name = DdlJob.NAME,
    sortOptions = false,
    description =
        "Prints the SQL that declares the tables below output.path to a catalogue: a CREATE TABLE"
            + " for each existing table, and an MSCK REPAIR TABLE to run again after each run that"
            + " wrote the table.",
    footer = {
      "",
      "Example:",
      "  deploy/latentlake ddl --config my-images.yaml --dialect spark --file tables.sql"
    })
final class DdlJob implements Callable<Integer> {
  static final String NAME = "ddl";

  @Mixin private PipelineFileArguments pipelineFile;

  @Option(
      names = "--dialect",
      paramLabel = "DIALECT",
      defaultValue = "spark",
      description = "SQL dialect: spark or hive (3 or newer); default: spark.")
  private String dialect;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Database of the tables; default: the current one.")
  private String database;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Write the SQL to this file instead of standard output.")
  private Path file;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!List.of("spark", "hive").contains(dialect)) {
      throw new IllegalArgumentException(
          "--dialect is " + dialect + "; allowed are spark and hive");
    }
    String output = pipelineFile.read().options().output().path();
    List<String> statements = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    TableDdl ddl =
        new TableDdl(
            dialect.equals("hive") ? TableDdl.Dialect.HIVE : TableDdl.Dialect.SPARK, database);
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(output);
    FileSystem files = root.getFileSystem(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    for (TableDefinition table : TableDefinition.ALL) {
      org.apache.hadoop.fs.Path folder =
          files.makeQualified(new org.apache.hadoop.fs.Path(root, table.name()));
      if (files.exists(folder)) {
        tables.add(table.name());
        statements.add(ddl.create(table, folder.toString()));
        statements.add(ddl.repair(table));
      }
    }
    if (tables.isEmpty()) {
      throw new InvalidTableException(
          "there is no table below " + output + "; run a command that writes one first");
    }
    JobResult result = JobResult.of(Run.start(NAME, Progress.NONE)).detail("tables", tables);
    String sql = String.join(";\n\n", statements) + ";\n";
    if (file == null) {
      out.print(sql);
    } else {
      Files.writeString(file, sql);
      result = result.at("sql", file.toUri().toString());
    }
    out.println(RunRecords.line(result));
    return JobRunner.DONE;
  }
}
