package io.latentlake.train;

import org.apache.spark.SparkEnv;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Native threads of a Spark task: as many as {@code spark.task.cpus} gives it, never every core.
 */
final class NativeThreads {
  private NativeThreads() {}

  /** Sets the calling thread's number of native threads. */
  static void limitToTask() {
    SparkEnv env = SparkEnv.get();
    int threads = env == null ? 1 : env.conf().getInt("spark.task.cpus", 1);
    // Loading this class chooses the native library; a holder that comes before it finds none
    Nd4j.getExecutioner();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }
}
