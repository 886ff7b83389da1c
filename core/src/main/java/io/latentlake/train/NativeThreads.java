package io.latentlake.train;

import io.latentlake.backend.TaskBackend;
import org.apache.spark.SparkEnv;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What a Spark task computes with: its backend and device, and as many native threads as {@code
 * spark.task.cpus} gives it, never every core.
 */
final class NativeThreads {
  private NativeThreads() {}

  /** Chooses the backend, and sets the calling thread's number of native threads. */
  static void limitToTask() {
    TaskBackend.prepare();
    SparkEnv env = SparkEnv.get();
    int threads = env == null ? 1 : env.conf().getInt("spark.task.cpus", 1);
    // Loading this class chooses the native library; a holder that comes before it finds none
    ExecutionerType type = Nd4j.getExecutioner().type();
    if (type != ExecutionerType.NATIVE_CPU) {
      // CUDA's backend would take it for the number of threads in a block on the device
      return;
    }
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }
}
