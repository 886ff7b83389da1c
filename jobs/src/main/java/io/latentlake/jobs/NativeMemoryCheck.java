package io.latentlake.jobs;

import io.latentlake.model.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * Compares the native memory that a job needs with the containers it runs in. Refuses a container
 * that would be killed during the work.
 *
 * @param memory native memory of a task
 * @param images number of images in its minibatch
 * @param minibatchKey the key that sets this number
 * @param besides bytes that a task allocates at other times and may keep
 */
record NativeMemoryCheck(NativeMemory memory, int images, String minibatchKey, long besides) {
  private static final long MIB = 1L << 20;

  /**
   * Memory of a JVM with Spark, ND4J and oneDNN beside its heap. Executors with a heap of 1 GiB
   * used about 340 MiB, including the share below.
   */
  private static final long JVM_MIB = 350;

  /** Memory of G1's tables and remembered sets, as a share of the heap. */
  private static final double JVM_SHARE_OF_HEAP = 0.05;

  /** A minibatch of one image has no variance. */
  private static final int SMALLEST_MINIBATCH = 2;

  /**
   * Refuses containers that would be killed.
   *
   * @param conf Spark's settings; without containers there is nothing to refuse
   * @param driverBytes native memory that the driver itself needs
   * @throws IllegalArgumentException if a container is too small; the message names the sizes and
   *     what to change
   */
  void require(SparkConf conf, long driverBytes) {
    Container.ofDriver(conf).ifPresent(driver -> requireFits(driver, driverBytes));
    Optional<Container> executor = Container.ofExecutor(conf);
    if (executor.isPresent()) {
      requireFits(executor.get(), Container.tasksAtATime(conf).orElse(1));
    }
  }

  private static void requireFits(Container driver, long bytes) {
    long jvm = jvmMiB(driver.heapMiB());
    long needed = jvm + mib(bytes);
    if (needed > driver.overheadMiB()) {
      throw refusal(
          driver,
          needed,
          String.format(
              Locale.ROOT, "%,d for the JVM itself and %,d for the network", jvm, mib(bytes)),
          List.of());
    }
  }

  private void requireFits(Container executor, int tasks) {
    long jvm = jvmMiB(executor.heapMiB());
    long needed = jvm + mib(tasks * taskBytes());
    if (needed <= executor.overheadMiB()) {
      return;
    }
    List<String> remedies = new ArrayList<>();
    long room = (executor.overheadMiB() - jvm) * MIB / tasks - besides;
    long most = memory.mostImages(room);
    if (most >= SMALLEST_MINIBATCH) {
      remedies.add(minibatchKey + ", now " + images + ", to at most " + most);
    }
    if (tasks > 1) {
      remedies.add("spark.executor.cores to fewer, for fewer tasks at a time");
    }
    throw refusal(
        executor,
        needed,
        String.format(
            Locale.ROOT,
            "%,d for the JVM itself and %,d for %s",
            jvm,
            mib(taskBytes()),
            tasks == 1 ? "the task it runs at a time" : "each of " + tasks + " tasks at a time"),
        remedies);
  }

  private static IllegalArgumentException refusal(
      Container container, long needed, String parts, List<String> remedies) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the %s would be killed: it needs about %,d MiB beside its heap (%s), but has %s; set"
                + " %s to at least %dm%s",
            container.process(),
            needed,
            parts,
            container,
            container.overheadKey(),
            needed,
            remedies.isEmpty() ? "" : ", or " + String.join(", or ", remedies)));
  }

  /** A line on the memory that the job needs beside the heap of each executor. */
  String note(SparkConf conf) {
    long jvm = jvmMiB(Container.heapMiB(conf));
    Optional<Integer> tasks = Container.tasksAtATime(conf);
    String each =
        String.format(
            Locale.ROOT,
            "%,d MiB for the JVM itself and %,d for each task at a time (%s is %d)",
            jvm,
            mib(taskBytes()),
            minibatchKey,
            images);
    return tasks.isEmpty()
        ? "beside its heap each executor needs about " + each
        : String.format(
            Locale.ROOT,
            "beside its heap each executor needs about %,d MiB: %s",
            jvm + mib(tasks.get() * taskBytes()),
            each);
  }

  private long taskBytes() {
    return memory.bytes(images) + besides;
  }

  static long jvmMiB(long heapMiB) {
    return JVM_MIB + (long) Math.ceil(JVM_SHARE_OF_HEAP * heapMiB);
  }

  private static long mib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
