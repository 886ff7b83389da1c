package io.latentlake.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RunManifestTest {
  @Test
  void aManifestSaysWhatRanOnWhat() throws Exception {
    RunManifest manifest =
        RunManifest.of(
                "score",
                "20260101T000000000",
                Map.of("data.path", "s3a://AKIA:hush@bucket/x", "store.secret-key", "hush"),
                7,
                Instant.parse("2026-01-01T00:00:00Z"))
            .withModelId("vae")
            .withDataFingerprint("abc")
            .withBackend("cpu")
            .withFinished(Instant.parse("2026-01-01T00:01:00Z"));

    JsonNode json = new ObjectMapper().valueToTree(manifest);

    assertThat(json.get("command").asText()).isEqualTo("score");
    assertThat(json.get("seed").asLong()).isEqualTo(7);
    assertThat(json.get("model_id").asText()).isEqualTo("vae");
    assertThat(json.get("data_fingerprint").asText()).isEqualTo("abc");
    assertThat(json.get("backend").asText()).isEqualTo("cpu");
    assertThat(json.get("started").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(json.get("finished").asText()).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(json.get("libraries").fieldNames())
        .toIterable()
        .contains("java", "spark", "hadoop", "deeplearning4j");
    assertThat(json.toString()).doesNotContain("hush", "${");
    assertThat(json.at("/options/data.path").asText()).isEqualTo("s3a://*****@bucket/x");
  }

  @Test
  void theBuildRecordsReleaseAndRevision() throws Exception {
    Properties build = new Properties();
    try (var in = CodeVersion.class.getResourceAsStream("build.properties")) {
      build.load(in);
    }

    assertThat(CodeVersion.current().version()).isEqualTo(build.getProperty("version"));
    assertThat(CodeVersion.current().version()).matches("[0-9]+\\..*");
    assertThat(CodeVersion.current().revision()).matches("[-0-9A-Za-z._]+");
  }

  @Test
  void signedLinksLoseTheirSignature() {
    assertThat(Redaction.redact("https://host/x?a=1&sig=abc&b=2"))
        .isEqualTo("https://host/x?a=1&sig=*****&b=2");
    assertThat(Redaction.redact("fs.s3a.access.key", "AKIA")).isEqualTo("*****");
    assertThat(Redaction.redact("data.path", "/plain/path")).isEqualTo("/plain/path");
  }

  @Test
  void theFingerprintIsThatOfTheCode() {
    assertThat(CodeVersion.fingerprint(CodeVersion.class))
        .isEqualTo(CodeVersion.fingerprint(CodeVersion.class, RunManifest.class))
        .isNotEqualTo(CodeVersion.fingerprint(RunManifestTest.class))
        .matches("[0-9a-f]{32}");
  }
}
