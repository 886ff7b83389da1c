package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.table.LocalDisk;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSessionsTest {
  private static final String OPTIONS = "spark.executor.extraJavaOptions";
  private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";

  private final SparkConf conf = new SparkConf(false).set("spark.master", "local[2]");

  @Test
  void thePluginJoinsThoseOfTheUserOnce() {
    conf.set("spark.plugins", "org.example.Theirs");

    SparkSessions.plugIn(conf, "org.example.Ours");
    SparkSessions.plugIn(conf, "org.example.Ours");

    assertThat(conf.get("spark.plugins")).isEqualTo("org.example.Theirs,org.example.Ours");
  }

  @Test
  void whereExecutorsWouldNotFindThePluginThereIsNone() {
    conf.set("spark.master", "spark://master:7077");

    SparkSessions.plugIn(conf, "org.example.Ours");
    assertThat(conf.contains("spark.plugins")).isFalse();

    conf.set("spark.jars", "file:/opt/latentlake/latentlake-jobs.jar");
    SparkSessions.plugIn(conf, "org.example.Ours");
    assertThat(conf.get("spark.plugins")).isEqualTo("org.example.Ours");
  }

  @Test
  void executorsDoNotLookUpTheSizeOfTheirProcessUnlessConfigured() {
    String off = "-D" + SparkSessions.PHYSICAL_LIMIT + "=0";
    assertThat(SparkSessions.settings(ContainerTest.conf("yarn"), "train").get(OPTIONS))
        .isEqualTo(off);
    assertThat(
            SparkSessions.settings(ContainerTest.conf("yarn", OPTIONS + "=-Xss2m"), "train")
                .get(OPTIONS))
        .isEqualTo("-Xss2m " + off);
    String given = "-D" + SparkSessions.PHYSICAL_LIMIT + "=6g";
    assertThat(
            SparkSessions.settings(ContainerTest.conf("yarn", OPTIONS + "=" + given), "train")
                .get(OPTIONS))
        .isEqualTo(given);
  }

  @Test
  void localModeUsesOurLocalDiskUnlessConfigured() {
    String key = "spark.hadoop." + LocalDisk.KEY;
    assertThat(SparkSessions.settings(conf, "train").get(key)).isEqualTo(LocalDisk.class.getName());
    assertThat(SparkSessions.settings(ContainerTest.conf("yarn"), "train").contains(key)).isFalse();
    SparkConf theirs = new SparkConf(false).set("spark.master", "local").set(key, "org.Theirs");
    assertThat(SparkSessions.settings(theirs, "train").get(key)).isEqualTo("org.Theirs");
  }

  @Test
  void aSparkWithoutCommittersForS3UsesItsDefault() {
    SparkSessions.commitToS3(conf, name -> !name.startsWith("org.apache.spark.internal.io.cloud."));
    assertThat(conf.contains(PROTOCOL)).isFalse();

    SparkSessions.commitToS3(conf, name -> true);
    assertThat(conf.get(PROTOCOL)).endsWith("PathOutputCommitProtocol");
    assertThat(conf.get("spark.hadoop.fs.s3a.committer.name")).isEqualTo("magic");
  }

  @Test
  void settingsOfSparkSubmitStay() {
    assertThat(
            SparkSessions.settings(
                    ContainerTest.conf("yarn", "spark.task.maxDirectResultSize=1m"), "train")
                .get("spark.task.maxDirectResultSize"))
        .isEqualTo("1m");
    assertThat(SparkSessions.settings(ContainerTest.conf("yarn"), "train").get("spark.app.name"))
        .isEqualTo("latentlake train");
  }
}
