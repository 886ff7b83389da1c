package io.latentlake.backend;

import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.factory.Nd4j;

/** The backend of a Spark task: that of its process and, with CUDA, its own device. */
public final class TaskBackend {
  /** Local property of Spark that carries the demand to every task. */
  static final String DEMAND = "latentlake.backend";

  private static final String GPU = "gpu";

  private static Optional<String> device = Optional.empty();

  private TaskBackend() {}

  /**
   * Prepares the backend; a task calls it before it computes.
   *
   * @throws UnavailableBackendException if CUDA is demanded but not available here
   * @throws IllegalStateException if the executor has more than one device
   */
  public static void prepare() {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return;
    }
    Optional<String> address = gpuAddress(task);
    if (choose(task, address).backend() == Backend.CUDA && address.isPresent()) {
      requireTheOnly(address.get());
      computeOn(Integer.parseInt(address.get()));
    }
  }

  /** Chooses as {@link #prepare} does, without loading ND4J. */
  static BackendChoice choose() {
    TaskContext task = TaskContext.get();
    return choose(task, gpuAddress(task));
  }

  private static BackendChoice choose(TaskContext task, Optional<String> address) {
    String demand = task.getLocalProperty(DEMAND);
    return ProcessBackend.choose(
        demand == null ? BackendDemand.AUTO : BackendDemand.of(demand), address);
  }

  /**
   * The device that Spark assigned to a task.
   *
   * @param task the task
   * @return its address; empty if Spark is not configured to assign devices
   */
  public static Optional<String> gpuAddress(TaskContext task) {
    ResourceInformation given = task.resourcesJMap().get(GPU);
    return given == null || given.addresses().length == 0
        ? Optional.empty()
        : Optional.of(given.addresses()[0]);
  }

  /** Networks are reused between tasks, on the device where they were created. */
  private static synchronized void requireTheOnly(String address) {
    String first = device.orElse(address);
    if (!first.equals(address)) {
      throw new IllegalStateException(
          "this executor has the GPUs "
              + first
              + " and "
              + address
              + ", but only one is allowed: set spark.executor.resource.gpu.amount to 1");
    }
    device = Optional.of(address);
  }

  private static void computeOn(int gpu) {
    // ND4J assigns devices to threads in turn, and would use those of other executors
    AffinityManager devices = Nd4j.getAffinityManager();
    if (devices.getDeviceForCurrentThread() != gpu) {
      devices.unsafeSetDevice(gpu);
    }
  }
}
