package io.latentlake.cluster;

import java.util.Map;

/** Where tables may lie. */
interface Storage extends AutoCloseable {
  /** A folder of it, as a Hadoop URI without a slash at its end. */
  String root();

  /** Spark settings that lead there. */
  Map<String, String> settings();

  @Override
  void close();
}
