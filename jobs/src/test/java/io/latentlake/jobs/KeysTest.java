package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.config.Options;
import io.latentlake.config.OptionsReader;
import io.latentlake.config.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
  /** Keys and defaults are promises: whoever changes one changes keys.txt with it. */
  @Test
  void everyKeyAndItsDefaultIsListed() throws IOException {
    List<String> keys =
        Options.describe(PipelineOptions.class).stream()
            .map(key -> (key.path() + ": " + key.defaultValue()).strip())
            .toList();

    assertThat(String.join("\n", keys)).isEqualTo(listed().strip());
  }

  @Test
  void everyDefaultIsAllowed() {
    for (Setting key : new OptionsReader<>(PipelineOptions.class).read().settings()) {
      // An empty list is written [], its default as nothing
      assertThat(key.value().replace("[]", "")).as(key.path()).isEqualTo(key.defaultValue());
    }
  }

  @Test
  void everyKeySaysWhatItMeans() {
    assertThat(Options.describe(PipelineOptions.class))
        .allSatisfy(
            key -> {
              assertThat(key.meaning()).as(key.path()).hasSizeGreaterThan(3);
              assertThat(key.meaning()).as(key.path()).doesNotMatch(".*[^.]\\.");
            });
  }

  private static String listed() throws IOException {
    try (InputStream in = KeysTest.class.getResourceAsStream("keys.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
