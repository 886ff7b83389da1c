package io.latentlake;

import org.apache.spark.sql.SparkSession;

/** The one Spark session that every test of a run shares: two threads, no web page. */
public final class LocalSpark {
  private static SparkSession session;

  private LocalSpark() {}

  /**
   * Starts the session at the first call.
   *
   * @return the session, which ends with the JVM
   */
  public static synchronized SparkSession session() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("tests")
              .config("spark.ui.enabled", "false")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.warehouse.dir", "target/spark-warehouse")
              .getOrCreate();
    }
    return session;
  }
}
