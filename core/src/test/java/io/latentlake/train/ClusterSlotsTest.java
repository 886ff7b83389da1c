package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ClusterSlotsTest {
  @Test
  void managedClustersAreAskedForExecutorsWithCores() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("yarn")
            .set("spark.executor.instances", "3")
            .set("spark.executor.cores", "5")
            .set("spark.task.cpus", "2");
    assertThat(ClusterSlots.askedFor(conf)).isEqualTo(6);
    assertThat(ClusterSlots.askedFor(conf.setMaster("k8s://https://host:443"))).isEqualTo(6);
    assertThat(ClusterSlots.askedFor(new SparkConf(false).setMaster("yarn"))).isEqualTo(2);
  }

  @Test
  void aStandaloneClusterGivesWhatItHas() {
    SparkConf conf = new SparkConf(false).setMaster("spark://host:7077");
    assertThat(ClusterSlots.askedFor(conf)).isEqualTo(Integer.MAX_VALUE);
  }
}
