package io.latentlake.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program in a process of its own; all that it prints goes to a file. */
final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int POLL_MS = 50;

  /** These programs end before code that is compiled thoroughly would pay. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final String name;
  private final Process process;
  private final Path log;

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a program, which ends with this one at the latest: its standard input stays open till
   * then.
   *
   * @param name names its log
   * @param folder where it runs and its log lies
   * @param environment added to this process's own
   * @param command the command line
   */
  static Program start(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path log = Files.createDirectories(folder).resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("JDK_JAVA_OPTIONS", SHORT_LIVED);
      builder.environment().putAll(environment);
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new Program(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Java that runs this. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Waits until it has printed something, and returns the first group of what was found. */
  String await(String expression) {
    Pattern pattern = Pattern.compile(expression);
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end) && process.isAlive()) {
      Matcher found = pattern.matcher(output());
      if (found.find()) {
        return found.groupCount() == 0 ? found.group() : found.group(1);
      }
      sleep();
    }
    throw new IllegalStateException(
        name
            + (process.isAlive() ? " does not print " : " ended before it printed ")
            + expression
            + ":\n"
            + output());
  }

  /** All it has printed. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end. */
  int exitStatus(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
      close();
      throw new IllegalStateException(name + " takes more than " + atMost + ":\n" + output());
    }
    return process.exitValue();
  }

  /** Processes it has started, and those that these have. */
  Stream<ProcessHandle> descendants() {
    return process.descendants();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end, as a service manager does, and does not wait. */
  void terminate() {
    process.destroy();
  }

  /** Ends it at once, as a machine that is switched off. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        kill();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
