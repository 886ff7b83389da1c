package io.latentlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceProfile$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

class ContainerTest {
  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "spark://host:7077", "local-cluster[2,1,1024]"})
  void memoryIsNotLimitedOutsideYarnAndKubernetes(String master) {
    SparkConf conf = conf(master, "spark.submit.deployMode=cluster");
    assertThat(Container.ofExecutor(conf)).isEmpty();
    assertThat(Container.ofDriver(conf)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1g, '', 384",
    "8g, '', 819",
    "8192, '', 819",
    "4g, 512, 512",
    "4g, 2g, 2048",
    "1500m, 100m, 100"
  })
  void executorsAreGrantedWhatSparkAsksFor(String heap, String overhead, long expected) {
    for (String master : new String[] {"yarn", "k8s://https://host:6443"}) {
      SparkConf conf = conf(master, "spark.executor.memory=" + heap);
      if (!overhead.isEmpty()) {
        conf.set("spark.executor.memoryOverhead", overhead);
      }
      Container executor = Container.ofExecutor(conf).orElseThrow();

      assertThat(executor.overheadMiB()).isEqualTo(expected);
      assertThat(executor.given()).isEqualTo(!overhead.isEmpty());
      assertThat(executor.overheadMiB()).isEqualTo(bySpark(conf, 0.1));
    }
  }

  @Test
  void factorsAreThoseOfTheClusterManager() {
    String ownFactor = "spark.executor.memoryOverheadFactor=0.3";
    String kubernetesFactor = "spark.kubernetes.memoryOverheadFactor=0.2";
    String heap = "spark.executor.memory=10g";

    assertThat(executor(conf("yarn", heap, ownFactor))).isEqualTo(3072);
    assertThat(executor(conf("yarn", heap, kubernetesFactor))).isEqualTo(1024);
    assertThat(executor(conf("k8s://h", heap, kubernetesFactor))).isEqualTo(2048);
    assertThat(executor(conf("k8s://h", heap, kubernetesFactor, ownFactor))).isEqualTo(3072);
    assertThat(bySpark(conf("yarn", heap), 0.3)).isEqualTo(3072);
  }

  @Test
  void theDriverHasAContainerOnlyWhereTheClusterRunsIt() {
    assertThat(Container.ofDriver(conf("yarn", "spark.driver.memory=4g"))).isEmpty();
    assertThat(
            Container.ofDriver(
                conf("yarn", "spark.driver.memory=4g", "spark.submit.deployMode=cluster")))
        .contains(new Container(Container.DRIVER, 4096, 409, false));
    // there, the driver's pod runs a client
    assertThat(
            Container.ofDriver(
                conf(
                    "k8s://h",
                    "spark.submit.deployMode=client",
                    "spark.kubernetes.submitInDriver=true",
                    "spark.driver.memoryOverhead=1g")))
        .contains(new Container(Container.DRIVER, 1024, 1024, true));
  }

  @Test
  void tasksAtATimeAreCoresByCpus() {
    String four = "spark.executor.cores=4";
    assertThat(Container.tasksAtATime(conf("yarn"))).contains(1);
    assertThat(Container.tasksAtATime(conf("yarn", four))).contains(4);
    assertThat(Container.tasksAtATime(conf("yarn", four, "spark.task.cpus=2"))).contains(2);
    assertThat(Container.tasksAtATime(conf("spark://h:7077", four))).contains(4);
    assertThat(Container.tasksAtATime(conf("spark://h:7077"))).isEmpty();
    assertThat(Container.tasksAtATime(conf("local"))).contains(1);
    assertThat(Container.tasksAtATime(conf("local[3]"))).contains(3);
    assertThat(Container.tasksAtATime(conf("local[3,5]"))).contains(3);
    assertThat(Container.tasksAtATime(conf("local[*]")))
        .contains(Runtime.getRuntime().availableProcessors());
  }

  private static long executor(SparkConf conf) {
    return Container.ofExecutor(conf).map(Container::overheadMiB).orElseThrow();
  }

  /** The overhead by Spark's own rule, as it asks its cluster managers for it. */
  private static long bySpark(SparkConf conf, double factor) {
    String given = "spark.executor.memoryOverhead";
    Option<Object> overhead =
        conf.contains(given) ? Option.apply((Object) conf.getSizeAsMb(given)) : Option.empty();
    return ResourceProfile$.MODULE$.calculateOverHeadMemory(
        overhead, conf.getSizeAsMb("spark.executor.memory"), factor);
  }

  static SparkConf conf(String master, String... settings) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      conf.set(parts[0], parts[1]);
    }
    return conf;
  }
}
