package io.latentlake.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody who runs commands of {@code tiles.yaml} on one cluster.
 *
 * @param folder for logs and settings
 * @param master Spark's master
 * @param settings Spark settings beside those of {@code conf/}
 * @param environment added to this process's own
 * @param assignments keys and values that every command is given
 */
record Client(
    Path folder,
    String master,
    Map<String, String> settings,
    Map<String, String> environment,
    List<String> assignments) {
  private static final Path FILE = Checkout.ROOT.resolve("jobs/src/cluster/tiles.yaml");

  /** Copies the collections. */
  Client {
    settings = Map.copyOf(settings);
    environment = Map.copyOf(environment);
    assignments = List.copyOf(assignments);
  }

  /** One whose images lie at a place, and whose tables go to a lake. */
  static Client of(Path folder, String master, String data, Lake lake) {
    return new Client(
        folder,
        master,
        Map.of(),
        Map.of(),
        List.of("data.path=" + data, "output.path=" + lake.root(), "train.workers=2"));
  }

  /** The same with more Spark settings. */
  Client with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    return new Client(folder, master, all, environment, assignments);
  }

  /** The same with more variables of the environment. */
  Client in(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Client(folder, master, settings, all, assignments);
  }

  /** The same with more assignments. */
  Client assigning(String... more) {
    List<String> all = new ArrayList<>(assignments);
    all.addAll(List.of(more));
    return new Client(folder, master, settings, environment, all);
  }

  /**
   * Submits a command.
   *
   * @param name names the log
   * @param command what to run
   * @param more assignments for this command
   */
  Submission submit(String name, String command, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Checkout.ROOT.resolve("deploy/latentlake").toString());
    arguments.addAll(arguments(command, FILE.toString(), more));
    arguments.addAll(List.of("--master", master));
    return Submission.start(name, folder, settings, environment, arguments);
  }

  /** Submits a command whose driver, too, runs on YARN. */
  Submission submitToYarn(String name, String command, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Checkout.ROOT.resolve("deploy/yarn/submit.sh").toString());
    arguments.addAll(arguments(command, FILE.toString(), more));
    return Submission.start(name, folder, settings, environment, arguments);
  }

  private List<String> arguments(String command, String config, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "--config", config));
    assigning(more).assignments.forEach(one -> arguments.addAll(List.of("--set", one)));
    return arguments;
  }
}
