package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class RoundRoomTest {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  @Test
  void answersThatSparkWouldRefuseAreRefusedBefore() {
    SparkConf conf = new SparkConf(false);
    assertThatCode(() -> RoundRoom.require(conf, 4 * GIB, 51, 20 * MIB)).doesNotThrowAnyException();
    assertThatThrownBy(() -> RoundRoom.require(conf, 4 * GIB, 52, 20 * MIB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "train.workers is 52, and each brings 20 MiB of parameters and optimiser state back to"
                + " the driver after a round: more than spark.driver.maxResultSize (1,024 MiB) has"
                + " room for; set it to at least 1041m, or lower train.workers");
  }

  @Test
  void theRemedyHelps() {
    SparkConf conf = new SparkConf(false).set("spark.driver.maxResultSize", "1041m");
    assertThatCode(() -> RoundRoom.require(conf, 4 * GIB, 52, 20 * MIB)).doesNotThrowAnyException();
  }

  @Test
  void withoutALimitTheHeapIsOne() {
    SparkConf conf = new SparkConf(false).set("spark.driver.maxResultSize", "0");
    assertThatCode(() -> RoundRoom.require(conf, 4 * GIB, 200, 20 * MIB))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> RoundRoom.require(conf, 4 * GIB, 300, 20 * MIB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spark.driver.memory (4,096 MiB)")
        .hasMessageContaining("at least 12001m");
  }
}
