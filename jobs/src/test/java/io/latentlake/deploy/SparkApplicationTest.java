package io.latentlake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.latentlake.config.Options;
import io.latentlake.config.OptionsReader;
import io.latentlake.jobs.PipelineOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The manifests in {@code deploy/kubernetes}: what the operator accepts, and at one with the rest.
 */
class SparkApplicationTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path MANIFESTS = DeployFiles.ROOT.resolve("deploy/kubernetes");

  /** Fields of the operator that stand for a setting of Spark. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "/driver/memory", "spark.driver.memory",
          "/driver/memoryOverhead", "spark.driver.memoryOverhead",
          "/executor/memory", "spark.executor.memory",
          "/executor/memoryOverhead", "spark.executor.memoryOverhead",
          "/executor/instances", "spark.executor.instances",
          "/executor/cores", "spark.executor.cores");

  @ParameterizedTest
  @ValueSource(strings = {"pipeline.yaml", "nightly.yaml"})
  void theOperatorAcceptsEveryField(String file) throws IOException {
    assertThat(faults(application(file))).isEmpty();
  }

  @Test
  void aFieldThatTheOperatorDoesNotKnowWouldBeFound() throws IOException {
    JsonNode application = application("pipeline.yaml");
    ((ObjectNode) application.at("/spec/executor")).put("memoryOverHead", "5g");
    ((ObjectNode) application.at("/spec/restartPolicy")).put("onFailureRetries", "2");

    assertThat(faults(application))
        .extracting(ValidationMessage::getMessage)
        .anyMatch(fault -> fault.contains("memoryOverHead"))
        .anyMatch(fault -> fault.contains("onFailureRetries"));
  }

  @Test
  void settingsAreThoseOfTheSettingsFiles() throws IOException {
    JsonNode spec = application("pipeline.yaml").get("spec");
    Map<String, String> settings = new TreeMap<>();
    spec.get("sparkConf").fields().forEachRemaining(e -> settings.put(e.getKey(), text(e)));
    FIELDS.forEach((field, key) -> assertThat(settings.put(key, spec.at(field).asText())).isNull());

    Map<String, String> expected =
        new TreeMap<>(DeployFiles.settings(Path.of("conf/spark-defaults.k8s.conf")));
    expected.putAll(DeployFiles.settings(Path.of("conf/spark-defaults.s3.conf")));
    assertThat(settings).isEqualTo(expected);
  }

  private static String text(Map.Entry<String, JsonNode> entry) {
    return entry.getValue().textValue();
  }

  @Test
  void itRunsTheJarOfTheImageWithThePipelineFileOfTheConfigMap() throws IOException {
    JsonNode spec = application("pipeline.yaml").get("spec");
    Image image = Image.read();

    assertThat(spec.get("mainApplicationFile").asText())
        .isEqualTo("local://" + image.environment().get("LATENTLAKE_JAR"));
    assertThat(image.holds(Path.of(image.environment().get("LATENTLAKE_JAR")))).isTrue();
    assertThat(spec.get("mainClass").asText()).isEqualTo("io.latentlake.jobs.LatentLake");
    JsonNode mounted = spec.at("/driver/configMaps/0");
    JsonNode configMap = documents("pipeline.yaml").get(0);
    assertThat(configMap.get("kind").asText()).isEqualTo("ConfigMap");
    assertThat(mounted.get("name")).isEqualTo(configMap.at("/metadata/name"));
    assertThat(arguments(spec))
        .containsExactly("pipeline", "--config", mounted.get("path").asText() + "/pipeline.yaml");
  }

  @Test
  void thePipelineFileOfTheConfigMapIsRightAndFitsTheExecutors() throws IOException {
    String yaml = documents("pipeline.yaml").get(0).at("/data/pipeline.yaml").asText();

    PipelineOptions options =
        new OptionsReader<>(PipelineOptions.class).withFile("pipeline.yaml", yaml).read().options();

    JsonNode executor = application("pipeline.yaml").at("/spec/executor");
    assertThat(options.train().workers())
        .isEqualTo(executor.get("instances").asInt() * executor.get("cores").asInt());
  }

  @Test
  void theNightlyRunIsTheSamePipelineWithoutTrainingNeverTwiceAtATime() throws IOException {
    JsonNode nightly = application("nightly.yaml").get("spec");
    ObjectNode template = (ObjectNode) nightly.get("template");
    ObjectNode pipeline = (ObjectNode) application("pipeline.yaml").get("spec");
    List<String> once = arguments(pipeline);
    List<String> everyNight = arguments(template);

    template.remove("arguments");
    pipeline.remove("arguments");
    assertThat(template).isEqualTo(pipeline);
    assertThat(everyNight).startsWith(once.toArray(String[]::new)).hasSize(once.size() + 2);
    assertThat(everyNight.get(once.size())).isEqualTo("--set");
    PipelineOptions options = Options.of(PipelineOptions.class, everyNight.get(once.size() + 1));
    assertThat(options.steps()).contains("ingest", "score").doesNotContain("train");
    assertThat(nightly.get("concurrencyPolicy").asText()).isEqualTo("Forbid");
  }

  private static List<String> arguments(JsonNode spec) {
    List<String> arguments = new ArrayList<>();
    spec.get("arguments").forEach(argument -> arguments.add(argument.asText()));
    return arguments;
  }

  @Test
  void thereIsTimeForACheckpoint() throws IOException {
    // An interrupted training is waited for 120 s, what it then cleans up 30 s
    assertThat(
            application("pipeline.yaml").at("/spec/driver/terminationGracePeriodSeconds").asInt())
        .isGreaterThan(150);
  }

  private static Set<ValidationMessage> faults(JsonNode application) throws IOException {
    try (InputStream in =
        SparkApplicationTest.class.getResourceAsStream("sparkoperator-v1beta2.schema.yaml")) {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
              .getSchema(JSON.valueToTree(yaml().load(in)));
      return schema.validate(application);
    }
  }

  /** The last document of a manifest; in pipeline.yaml, a ConfigMap goes before. */
  private static JsonNode application(String file) throws IOException {
    List<JsonNode> documents = documents(file);
    return documents.get(documents.size() - 1);
  }

  private static List<JsonNode> documents(String file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : yaml().loadAll(Files.readString(MANIFESTS.resolve(file)))) {
      documents.add(JSON.valueToTree(document));
    }
    return documents;
  }

  private static Yaml yaml() {
    return new Yaml(new SafeConstructor(new LoaderOptions()));
  }
}
