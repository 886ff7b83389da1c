package io.latentlake.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.bench.Network;
import io.latentlake.progress.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs commands one after the other on synthetic sprites, with Spark already up, and prints for
 * each how many images a second it took by its own JSON: {@code score_images_per_second 1234.5}.
 *
 * <p>Arguments: folder to work in, network, images, workers, then the commands.
 */
public final class WholeCommands {
  /** One in so many images is explained. */
  private static final int EXPLAINED = 20;

  private final String folder;
  private final Network network;
  private final int images;
  private final String workers;

  private WholeCommands(String folder, Network network, int images, String workers) {
    this.folder = folder;
    this.network = network;
    this.images = images;
    this.workers = workers;
  }

  /**
   * Runs the commands.
   *
   * @param arguments as above
   * @throws Exception if a command does not do what it was told
   */
  public static void main(String[] arguments) throws Exception {
    WholeCommands commands =
        new WholeCommands(
            arguments[0],
            Network.valueOf(arguments[1]),
            Integer.parseInt(arguments[2]),
            arguments[3]);
    // Each command would say that there is a session already
    SparkSessions.open("bench").sparkContext().setLogLevel("ERROR");
    for (String command : List.of(arguments).subList(4, arguments.length)) {
      commands.run(command);
    }
    System.exit(0);
  }

  private void run(String command) throws Exception {
    StringWriter out = new StringWriter();
    int status =
        LatentLake.run(
            new PrintWriter(out, true),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            Progress.NONE,
            arguments(command).toArray(String[]::new));
    if (status != JobRunner.DONE) {
      throw new IllegalStateException(command + " ended with status " + status + ": " + out);
    }
    List<String> lines = out.toString().lines().toList();
    JsonNode result = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    double rate = images(command, images) / result.get("seconds").asDouble();
    System.out.println(command + "_images_per_second " + rate);
  }

  /**
   * How many images a command takes.
   *
   * @param command its name
   * @param images in the image set
   * @return all; of those to explain a sample
   */
  public static int images(String command, int images) {
    return command.equals("explain") ? Math.max(1, images / EXPLAINED) : images;
  }

  private List<String> arguments(String command) {
    int size = network.shape().height();
    Map<String, String> keys =
        Map.ofEntries(
            Map.entry("generate.kind", "sprites"),
            Map.entry("generate.path", folder + "/sprites"),
            Map.entry("generate.size", Integer.toString(size)),
            Map.entry("generate.train", Integer.toString(images)),
            Map.entry("generate.test", "0"),
            Map.entry("data.id", "bench"),
            Map.entry("data.path", folder + "/sprites"),
            Map.entry("data.color", network.shape().channels() == 1 ? "grey" : "rgb"),
            Map.entry("model.id", network.options().id()),
            Map.entry("model.kind", network.options().kind()),
            Map.entry("model.latent", Integer.toString(network.options().latent())),
            Map.entry("model.channels", network.options().stages().toString()),
            Map.entry("train.epochs", "1"),
            Map.entry("train.workers", workers),
            Map.entry("explain.rows", "sample"),
            Map.entry("explain.count", Integer.toString(images("explain", images))),
            Map.entry("explain.methods", "[integrated-gradients]"),
            Map.entry("output.path", folder + "/lake"));
    List<String> line = new ArrayList<>(List.of(command));
    keys.forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
    return line;
  }
}
