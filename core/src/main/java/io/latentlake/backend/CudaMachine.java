package io.latentlake.backend;

import java.util.Optional;

/** What a machine has for CUDA. Each method costs more than the one before. */
interface CudaMachine {
  /** Whether ND4J's classes for CUDA are here. */
  boolean hasClasses();

  /** The devices that this process may use. */
  GpuReport gpus();

  /** Loads the libraries; returns the problem, empty if they load and find a device. */
  Optional<String> loadingObstacle();
}
