package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One scrape of the driver shows what executors in JVMs of their own have counted. */
@ExtendWith(SharedFixtures.class)
class MetricsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Pattern SAMPLE =
      Pattern.compile(
          "metrics_latentlake_driver_plugin_\\w+?_LatentLakePlugin_(\\w+)\\{.*} (\\S+)");

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  @Test
  void theDriverShowsWhatEachExecutorHasDone(StandaloneCluster cluster) throws Exception {
    Lake lake = new Lake(folder.resolve("lake").toUri().toString());
    int port = freePort();
    Submission training = submit(cluster, lake, port);
    Map<String, Double> seen = awaitBothExecutors(training, port);

    assertThat(seen.get("executor_0_images_trained_Count")).isPositive();
    assertThat(seen.get("executor_1_images_trained_Count")).isPositive();
    // A report may have come in while the page was written, which has the sums at its end
    assertThat(seen.get("images_trained_Count"))
        .isGreaterThanOrEqualTo(
            seen.get("executor_0_images_trained_Count")
                + seen.get("executor_1_images_trained_Count"));
    assertThat(seen.get("train_loss_squared_error_Value")).isPositive();
    assertThat(seen.get("train_epoch_Value")).isBetween(1.0, 60.0);
    assertThat(seen.get("images_per_second_Value")).isPositive();
    training.result();
    assertThat(seen.get("images_decoded_Count"))
        .isEqualTo(lake.table("images").count())
        .isEqualTo(
            seen.getOrDefault("executor_0_images_decoded_Count", 0.0)
                + seen.getOrDefault("executor_1_images_decoded_Count", 0.0));
    double all =
        lake.table("history").where("split = 'train'").groupBy().sum("images").head().getLong(0);
    assertThat(seen.get("images_trained_Count")).isLessThanOrEqualTo(all);
  }

  private static Submission submit(StandaloneCluster cluster, Lake lake, int port) {
    String data = Checkout.TILES.toUri().toString();
    return Client.of(folder, cluster.url(), data, lake)
        .with(Map.of("spark.ui.enabled", "true", "spark.ui.port", Integer.toString(port)))
        .submit("observed", "pipeline", "steps=ingest,train", "train.epochs=60");
  }

  private static Map<String, Double> awaitBothExecutors(Submission training, int port)
      throws InterruptedException, IOException {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      Map<String, Double> seen = scrape(port);
      // A gauge is set when the first round has come back, and counts are reported by and by
      if (seen.containsKey("executor_0_images_trained_Count")
          && seen.containsKey("executor_1_images_trained_Count")
          && seen.containsKey("train_loss_squared_error_Value")) {
        return seen;
      }
      assertThat(training.isRunning()).as(seen + "\n" + training.output()).isTrue();
      assertThat(Instant.now()).as(seen + "\n" + training.output()).isBefore(end);
      Thread.sleep(200);
    }
  }

  /** What the driver shows; nothing before it shows anything. */
  private static Map<String, Double> scrape(int port) throws IOException, InterruptedException {
    Map<String, Double> samples = new TreeMap<>();
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics/prometheus/");
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      Matcher found = SAMPLE.matcher(answer.body());
      while (answer.statusCode() == 200 && found.find()) {
        samples.put(found.group(1), Double.valueOf(found.group(2)));
      }
    } catch (ConnectException e) {
      // It has not come up yet
    }
    return samples;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
