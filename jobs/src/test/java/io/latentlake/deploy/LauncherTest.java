package io.latentlake.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deploy/latentlake asks spark-submit to run. */
class LauncherTest {
  @TempDir private Path spark;

  @BeforeEach
  void installASparkThatSaysWhatItIsGiven() throws IOException {
    Path submit = Files.createDirectories(spark.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void aJarOnThisMachineIsOnTheClassPathOfLocalRuns() throws Exception {
    Path jar = Files.createFile(spark.resolve("latentlake-jobs.jar"));

    assertThat(
            submitted(Map.of("LATENTLAKE_JAR", jar.toString(), "LATENTLAKE_JARS", "/a.jar,/b.jar")))
        .endsWith(
            "--driver-class-path", jar + ":/a.jar:/b.jar", "spark-internal", "config", "--check")
        .contains("local[1]");
  }

  @Test
  void aJarElsewhereIsFetchedBySpark() throws Exception {
    String jar = "hdfs:///apps/latentlake-jobs.jar";

    assertThat(submitted(Map.of("LATENTLAKE_JAR", jar)))
        .endsWith(jar, "config", "--check")
        .doesNotContain("--driver-class-path", "spark-internal");
    assertThat(submitted(Map.of("LATENTLAKE_JAR", jar, "LATENTLAKE_JARS", "s3a://lake/a.jar")))
        .endsWith("--jars", "s3a://lake/a.jar", jar, "config", "--check");
  }

  private List<String> submitted(Map<String, String> environment) throws Exception {
    ProcessBuilder launcher =
        new ProcessBuilder(
            DeployFiles.ROOT.resolve("deploy/latentlake").toString(),
            "config",
            "--check",
            "--master",
            "local[1]");
    launcher.environment().put("SPARK_HOME", spark.toString());
    launcher.environment().put("JAVA_HOME", System.getProperty("java.home"));
    launcher.environment().putAll(environment);
    Process process = launcher.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.lines().toList();
  }
}
