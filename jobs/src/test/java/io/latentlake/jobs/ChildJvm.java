package io.latentlake.jobs;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program on the class path of the tests, less what users need not have, in a JVM that has a
 * Spark of its own.
 */
final class ChildJvm implements AutoCloseable {
  private static final int MINUTES = 5;

  private final Process process;
  private final Path errors;

  private ChildJvm(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  /**
   * Starts a program; what it prints on standard error goes to a file.
   *
   * @param main the program
   * @param folder where that file lies
   * @param environment added to this process's own
   * @param properties system properties
   * @param arguments of the program
   */
  static ChildJvm start(
      Class<?> main,
      Path folder,
      Map<String, String> environment,
      Map<String, String> properties,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"));
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add(main.getName());
    command.addAll(arguments);
    Path errors = folder.resolve(main.getSimpleName() + ".err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("CLASSPATH", classPath());
    builder.environment().putAll(environment);
    return new ChildJvm(builder.start(), errors);
  }

  /** Without onnxruntime, which the jar does not hold. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("onnxruntime"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The next line it prints on standard output; null at its end. */
  String line() throws IOException {
    return process.inputReader().readLine();
  }

  /** Lets it read the end of its standard input, and waits for its own. */
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    while (line() != null) {}
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException("does not end:\n" + errors());
    }
    return process.exitValue();
  }

  /** All it has printed on standard error. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
