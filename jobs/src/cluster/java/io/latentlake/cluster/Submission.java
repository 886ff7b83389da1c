package io.latentlake.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** A command that was submitted, as users do. */
final class Submission {
  private static final Duration AT_MOST = Duration.ofMinutes(8);
  private static final int POLL_MS = 50;
  private static final Map<String, String> SMALL =
      Map.of(
          "spark.driver.memory", "1g",
          "spark.executor.memory", "1g",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.ui.enabled", "false",
          "spark.sql.shuffle.partitions", "4");

  private final Program program;

  private Submission(Program program) {
    this.program = program;
  }

  /**
   * Submits.
   *
   * @param name names the log
   * @param folder for settings and log
   * @param settings Spark settings beside those of {@code conf/}
   * @param environment added to this process's own
   * @param command what to run, with its arguments
   */
  static Submission start(
      String name,
      Path folder,
      Map<String, String> settings,
      Map<String, String> environment,
      List<String> command) {
    try {
      Path conf = Files.createDirectories(folder.resolve(name + "-conf"));
      Map<String, String> all = new TreeMap<>(SMALL);
      all.putAll(settings);
      List<String> lines = new ArrayList<>();
      all.forEach((key, value) -> lines.add(key + " " + value));
      Files.write(conf.resolve("spark-defaults.conf"), lines);
      Map<String, String> variables = new HashMap<>(environment);
      variables.put("SPARK_CONF_DIR", conf.toString());
      variables.put("SPARK_LOCAL_IP", "127.0.0.1");
      variables.put("LATENTLAKE_JAR", Checkout.JAR.toString());
      return new Submission(Program.start(name, folder, variables, command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All it has printed. */
  String output() {
    return program.output();
  }

  /** Waits for it to end. */
  int exitStatus() throws InterruptedException {
    return program.exitStatus(AT_MOST);
  }

  /** Waits for it to end well, and returns the object that is the last line it prints. */
  JsonNode result() throws InterruptedException {
    int status = exitStatus();
    if (status != 0) {
      throw new AssertionError("exit status " + status + ":\n" + output());
    }
    try {
      String last = output().lines().filter(line -> line.startsWith("{")).toList().get(0);
      return new ObjectMapper().readTree(last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has printed something. */
  void await(String expression) {
    program.await(expression);
  }

  /** Waits until something is so; fails if it ends before. */
  void await(String what, Callable<Boolean> isSo) throws Exception {
    Instant end = Instant.now().plus(AT_MOST);
    while (!isSo.call()) {
      if (!isRunning() || Instant.now().isAfter(end)) {
        throw new AssertionError("ended, or takes long, before " + what + ":\n" + output());
      }
      Thread.sleep(POLL_MS);
    }
  }

  boolean isRunning() {
    return program.isAlive();
  }

  /** Ends the driver at once. */
  void kill() {
    program.kill();
  }
}
