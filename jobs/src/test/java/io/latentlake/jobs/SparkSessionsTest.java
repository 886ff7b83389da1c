package io.latentlake.jobs;

import static io.latentlake.jobs.ContainerTest.conf;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparkSessionsTest {
  private static final String OPTIONS = "spark.executor.extraJavaOptions";

  @Test
  void executorsDoNotLookUpTheSizeOfTheirProcessUnlessTold() {
    String off = "-D" + SparkSessions.PHYSICAL_LIMIT + "=0";
    assertThat(SparkSessions.settings(conf("yarn"), "train").get(OPTIONS)).isEqualTo(off);
    assertThat(SparkSessions.settings(conf("yarn", OPTIONS + "=-Xss2m"), "train").get(OPTIONS))
        .isEqualTo("-Xss2m " + off);
    String given = "-D" + SparkSessions.PHYSICAL_LIMIT + "=6g";
    assertThat(SparkSessions.settings(conf("yarn", OPTIONS + "=" + given), "train").get(OPTIONS))
        .isEqualTo(given);
  }

  @Test
  void whatSparkSubmitWasToldStays() {
    assertThat(
            SparkSessions.settings(conf("yarn", "spark.task.maxDirectResultSize=1m"), "train")
                .get("spark.task.maxDirectResultSize"))
        .isEqualTo("1m");
    assertThat(SparkSessions.settings(conf("yarn"), "train").get("spark.app.name"))
        .isEqualTo("latentlake train");
  }
}
