package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code conf/log4j2-json.properties} makes of a command that fails. */
class JsonLogTest {
  private static final String SECRET = "not-for-the-log";

  @TempDir private Path folder;

  @Test
  void everyLineOfTheLogIsAnObjectThatNamesTheRun() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.writeString(images.resolve("\u00e9 \"quoted\".png"), "not an image");
    List<String> arguments = new ArrayList<>(List.of("ingest"));
    for (String setting :
        List.of(
            "data.path=" + images,
            "data.id=monday",
            "data.height=8",
            "data.width=8",
            "data.color=grey",
            "model.id=surface",
            "output.path=" + folder.resolve("out"))) {
      arguments.addAll(List.of("--set", setting));
    }
    String log;
    try (ChildJvm command =
        ChildJvm.start(
            LatentLake.class,
            folder,
            Map.of(
                "LOG4J_CONFIGURATION_FILE", Path.of("../conf/log4j2-json.properties").toString()),
            Map.of(
                "file.encoding", "UTF-8",
                "spark.master", "local[1]",
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                "spark.ui.enabled", "false",
                "spark.hadoop.fs.s3a.secret.key", SECRET,
                "spark.sql.warehouse.dir", folder.resolve("warehouse").toString()),
            arguments)) {
      assertThat(command.end()).as(command.errors()).isNotZero();
      log = command.errors();
    }

    List<JsonNode> events = new ArrayList<>();
    for (String line : log.lines().toList()) {
      // Progress, and the command's message to whoever called it, stand beside the log
      if (!line.startsWith("ingest: ") && !line.startsWith("latentlake: ")) {
        events.add(new ObjectMapper().readTree(line));
      }
    }
    List<JsonNode> ours =
        events.stream()
            .filter(event -> event.get("logger").asText().startsWith("io.latentlake.jobs."))
            .toList();
    assertThat(ours).as(log).hasSize(2);
    assertThat(ours)
        .allSatisfy(
            event -> {
              assertThat(event.get("run_id").asText()).matches("\\d{8}T\\d{9}-[0-9a-f]{4}");
              assertThat(event.get("command").asText()).isEqualTo("ingest");
              assertThat(event.get("data_id").asText()).isEqualTo("monday");
              assertThat(event.get("model_id").asText()).isEqualTo("surface");
              assertThat(event.get("time").asText())
                  .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            });
    assertThat(ours.get(0).get("message").asText()).isEqualTo("started");
    assertThat(ours.get(0).get("level").asText()).isEqualTo("INFO");
    assertThat(ours.get(1).get("level").asText()).isEqualTo("ERROR");
    assertThat(ours.get(1).get("error").asText())
        .contains("no image can be used: all 1 items are rejected, {not_an_image=1}")
        .contains("\n\tat io.latentlake.image.ingest.Ingest.");
    assertThat(log).doesNotContain(SECRET);
  }
}
