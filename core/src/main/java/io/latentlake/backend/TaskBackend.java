package io.latentlake.backend;

import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.factory.Nd4j;

/** What a Spark task computes with: the backend of its process and, with CUDA, its own device. */
public final class TaskBackend {
  /** The demand, as a local property of Spark's that goes with every task. */
  static final String DEMAND = "latentlake.backend";

  private static final String GPU = "gpu";

  private static Optional<String> device = Optional.empty();

  private TaskBackend() {}

  /**
   * To be called by a task before it computes.
   *
   * @throws UnavailableBackendException if CUDA is demanded and not to be had here
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
   * The device that Spark has given to a task.
   *
   * @param task the task
   * @return its address; empty if Spark is not set up to give out devices
   */
  public static Optional<String> gpuAddress(TaskContext task) {
    ResourceInformation given = task.resourcesJMap().get(GPU);
    return given == null || given.addresses().length == 0
        ? Optional.empty()
        : Optional.of(given.addresses()[0]);
  }

  /** Networks are kept from task to task, and lie on the device where they were made. */
  private static synchronized void requireTheOnly(String address) {
    String first = device.orElse(address);
    if (!first.equals(address)) {
      throw new IllegalStateException(
          "this executor has the GPUs "
              + first
              + " and "
              + address
              + ", and may have one alone: set spark.executor.resource.gpu.amount to 1");
    }
    device = Optional.of(address);
  }

  private static void computeOn(int gpu) {
    // ND4J deals devices out to threads in turn, and would take those of other executors
    AffinityManager devices = Nd4j.getAffinityManager();
    if (devices.getDeviceForCurrentThread() != gpu) {
      devices.unsafeSetDevice(gpu);
    }
  }
}
