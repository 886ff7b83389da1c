package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.LocalSpark;
import io.latentlake.table.HistoryTable;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import io.latentlake.table.ScoresTable;
import io.latentlake.table.TableStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scrape of the driver gives after real commands, held against their tables. */
class MetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "metrics_latentlake_driver_plugin_\\w+?_LatentLakePlugin_(\\w+)\\{.*} (\\S+)");

  @TempDir private Path folder;

  @Test
  void aScrapeGivesWhatTheTablesHave() throws Exception {
    Path images = folder.resolve("images");
    Files.createDirectories(images);
    Files.writeString(images.resolve("no-image.png"), "not an image");
    Files.writeString(images.resolve("empty.png"), "");
    List<String> arguments = new ArrayList<>(List.of("generate,ingest,train,score,embed,explain"));
    for (String setting :
        List.of(
            "output.path=" + folder.resolve("out"),
            "generate.path=" + images.resolve("drawn"),
            "generate.size=16",
            "generate.train=24",
            "generate.test=4",
            "generate.defects=2",
            "data.path=" + images,
            "data.height=16",
            "data.width=16",
            "data.validation-fraction=0.3",
            "model.kind=dense-ae",
            "model.hidden=8",
            "model.latent=2",
            "explain.methods=occlusion",
            "explain.rows=sample",
            "explain.count=5",
            "train.epochs=3",
            "train.minibatch=4")) {
      arguments.addAll(List.of("--set", setting));
    }
    try (ChildJvm commands =
        ChildJvm.start(
            ObservedCommands.class,
            folder,
            Map.of(),
            Map.of(
                "spark.master", "local[2]",
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.ui.port", "0",
                "spark.sql.shuffle.partitions", "2",
                "spark.sql.warehouse.dir", folder.resolve("warehouse").toString()),
            arguments)) {
      String pages = commands.line();
      assertThat(pages).as(commands.errors()).isNotNull();
      Map<String, Double> scraped = scrape(pages);
      String jobs = get(pages + "/api/v1/applications");
      String application = new ObjectMapper().readTree(jobs).get(0).get("id").asText();
      JsonNode started =
          new ObjectMapper().readTree(get(pages + "/api/v1/applications/" + application + "/jobs"));
      assertThat(commands.end()).as(commands.errors()).isZero();

      assertCountsOfTables(scraped);
      assertLossOfLastEpoch(scraped);
      assertThat(started).isNotEmpty();
      assertThat(started)
          .allSatisfy(
              job -> {
                assertThat(job.path("description").asText()).startsWith("latentlake ");
                assertThat(job.path("jobGroup").asText()).matches("\\d{8}T\\d{9}-[0-9a-f]{4}");
              });
    }
  }

  private void assertCountsOfTables(Map<String, Double> scraped) {
    TableStore store = new TableStore(LocalSpark.session(), folder.resolve("out").toString());
    long images = store.rows(ImagesTable.key("default"));
    long rejects = store.rows(RejectsTable.key("default"));
    assertThat(rejects).isEqualTo(2);
    assertThat(scraped)
        .containsEntry("images_decoded_Count", (double) images)
        .containsEntry("images_rejected_Count", (double) rejects)
        .containsEntry("images_rejected_empty_Count", 1.0)
        .containsEntry("images_rejected_not_an_image_Count", 1.0)
        .containsEntry(
            "images_scored_Count", (double) store.rows(ScoresTable.key("default", "model")))
        .containsEntry("images_embedded_Count", (double) images)
        .containsEntry("images_explained_Count", 5.0)
        .containsKey("images_scored_OneMinuteRate");
  }

  private void assertLossOfLastEpoch(Map<String, Double> scraped) {
    List<Row> history =
        new TableStore(LocalSpark.session(), folder.resolve("out").toString())
            .read(HistoryTable.key("default", "model"), HistoryTable.SCHEMA)
            .orderBy("split", "epoch")
            .collectAsList();
    double trained = 0;
    double rounds = 0;
    for (Row epoch : history) {
      if (epoch.getAs("split").equals("train")) {
        trained += epoch.<Long>getAs("images");
        rounds += epoch.<Integer>getAs("averaging_rounds");
      }
    }
    assertThat(scraped)
        .containsEntry("images_trained_Count", trained)
        .containsEntry("train_averaging_rounds_Value", rounds)
        .containsEntry("train_epoch_Value", 3.0)
        .containsEntry("images_per_second_Value", 0.0);
    assertLoss(scraped, "train", history.get(2));
    assertLoss(scraped, "validation", history.get(5));
  }

  private static void assertLoss(Map<String, Double> scraped, String split, Row lastEpoch) {
    assertThat(lastEpoch.<String>getAs("split")).isEqualTo(split);
    double loss = lastEpoch.getAs("loss");
    assertThat(scraped.get(split + "_loss_nats_Value")).isCloseTo(loss, within(1e-12 * loss));
  }

  private static Map<String, Double> scrape(String pages) throws IOException, InterruptedException {
    Map<String, Double> samples = new TreeMap<>();
    Matcher found = SAMPLE.matcher(get(pages + "/metrics/prometheus/"));
    while (found.find()) {
      samples.put(found.group(1), Double.valueOf(found.group(2)));
    }
    return samples;
  }

  private static String get(String uri) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(uri).isEqualTo(200);
    return answer.body();
  }
}
