package io.latentlake.jobs;

import static io.latentlake.jobs.ContainerTest.conf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.model.NativeMemory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class NativeMemoryCheckTest {
  private static final long MIB = 1L << 20;

  /** 100 MiB and 2 MiB an image: 356 MiB a task, and 44 when it evaluates. */
  private static final NativeMemoryCheck CHECK =
      new NativeMemoryCheck(new NativeMemory(100 * MIB, 2 * MIB), 128, "train.minibatch", 44 * MIB);

  @Test
  void aContainerThatWouldBeKilledIsRefusedWithTheNumbers() {
    SparkConf conf = conf("yarn", "spark.executor.memory=8g", "spark.executor.cores=4");
    long jvm = NativeMemoryCheck.jvmMiB(8192);
    long needed = jvm + 4 * 400;

    assertThatThrownBy(() -> CHECK.require(conf, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            String.format(
                "the executor would be killed: it needs about %,d MiB beside its heap (%d for the"
                    + " JVM itself and 400 for each of 4 tasks at a time), but has a"
                    + " container of 9,011 MiB: a heap of 8,192 (spark.executor.memory) and 819"
                    + " beside it (spark.executor.memoryOverhead, Spark's default); set"
                    + " spark.executor.memoryOverhead to at least %dm, or spark.executor.cores to"
                    + " fewer, for fewer tasks at a time",
                needed, jvm, needed));
  }

  @Test
  void theRequestedOverheadIsEnough() {
    SparkConf conf = conf("k8s://h", "spark.executor.memory=8g", "spark.executor.cores=4");
    String needed = told(conf, "memoryOverhead to at least (\\d+m)");
    assertThatCode(() -> CHECK.require(conf.set("spark.executor.memoryOverhead", needed), 0))
        .doesNotThrowAnyException();
    conf.set("spark.executor.memoryOverhead", Integer.parseInt(needed.replace("m", "")) - 1 + "m");
    assertThatThrownBy(() -> CHECK.require(conf, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMinibatchItAllowsIsTheLargest() {
    SparkConf conf = conf("yarn", "spark.executor.memory=8g", "spark.executor.memoryOverhead=1g");
    int most = Integer.parseInt(told(conf, "train.minibatch, now 128, to at most (\\d+)"));
    assertThat(most).isBetween(2, 127);
    assertThatCode(() -> with(most).require(conf, 0)).doesNotThrowAnyException();
    assertThatThrownBy(() -> with(most + 1).require(conf, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDriverOnTheClusterNeedsRoomForItsNetwork() {
    SparkConf conf =
        conf(
            "yarn",
            "spark.submit.deployMode=cluster",
            "spark.driver.memory=1g",
            "spark.driver.memoryOverhead=500m",
            "spark.executor.memoryOverhead=8g");
    assertThatCode(() -> CHECK.require(conf, 0)).doesNotThrowAnyException();
    assertThatThrownBy(() -> CHECK.require(conf, 100 * MIB))
        .hasMessageStartingWith("the driver would be killed")
        .hasMessageContaining("100 for the network")
        .hasMessageContaining("set spark.driver.memoryOverhead to at least");
    assertThatCode(() -> CHECK.require(conf.set("spark.submit.deployMode", "client"), 100 * MIB))
        .doesNotThrowAnyException();
  }

  @Test
  void withoutContainersThereIsOnlyANote() {
    SparkConf standalone = conf("spark://h:7077", "spark.executor.memory=1g");
    assertThatCode(() -> CHECK.require(standalone, 0)).doesNotThrowAnyException();
    assertThat(CHECK.note(standalone))
        .isEqualTo(
            "beside its heap each executor needs about "
                + NativeMemoryCheck.jvmMiB(1024)
                + " MiB for the JVM itself and 400 for each task at a time (train.minibatch is"
                + " 128)");
    assertThat(CHECK.note(standalone.set("spark.executor.cores", "2")))
        .startsWith(
            String.format(
                "beside its heap each executor needs about %,d MiB: ",
                NativeMemoryCheck.jvmMiB(1024) + 800));
  }

  private static NativeMemoryCheck with(int images) {
    return new NativeMemoryCheck(CHECK.memory(), images, CHECK.minibatchKey(), CHECK.besides());
  }

  private static String told(SparkConf conf, String pattern) {
    try {
      CHECK.require(conf, 0);
    } catch (IllegalArgumentException e) {
      Matcher found = Pattern.compile(pattern).matcher(e.getMessage());
      assertThat(found.find()).as(e.getMessage()).isTrue();
      return found.group(1);
    }
    throw new AssertionError("not refused");
  }
}
