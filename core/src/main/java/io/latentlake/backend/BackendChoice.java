package io.latentlake.backend;

import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The backend of a process, with the reason.
 *
 * @param backend the backend
 * @param reason the devices, or what kept CUDA from being used; empty if the CPU was demanded
 */
public record BackendChoice(Backend backend, String reason) {
  /**
   * Chooses the backend.
   *
   * @param demand what the user wants
   * @param machine answers the questions that the choice needs
   * @throws UnavailableBackendException if CUDA is demanded but not available
   */
  static BackendChoice of(BackendDemand demand, CudaMachine machine) {
    if (demand == BackendDemand.CPU) {
      return new BackendChoice(Backend.CPU, "");
    }
    if (!machine.hasClasses()) {
      if (demand == BackendDemand.CUDA) {
        throw refused("this build has no CUDA; build with `mvn -P cuda package`, or");
      }
      return new BackendChoice(Backend.CPU, "");
    }
    GpuReport gpus = machine.gpus();
    Optional<String> obstacle = gpus.obstacle().or(machine::loadingObstacle);
    if (obstacle.isEmpty()) {
      String devices =
          gpus.gpus().stream().map(Gpu::description).distinct().collect(Collectors.joining(", "));
      return new BackendChoice(Backend.CUDA, devices);
    }
    if (demand == BackendDemand.CUDA) {
      throw refused(obstacle.get() + ";");
    }
    return new BackendChoice(Backend.CPU, obstacle.get());
  }

  private static UnavailableBackendException refused(String obstacle) {
    return new UnavailableBackendException(
        "backend is cuda, but " + obstacle + " set backend to auto or cpu");
  }

  /**
   * One line for a reader.
   *
   * @return such as {@code cpu}, {@code cpu, because there is no nvidia-smi} or {@code cuda on
   *     Tesla T4 (compute capability 7.5, driver 535.54.03)}
   */
  @Override
  public String toString() {
    if (reason.isEmpty()) {
      return backend.toString();
    }
    return backend + (backend == Backend.CUDA ? " on " : ", because ") + reason;
  }
}
