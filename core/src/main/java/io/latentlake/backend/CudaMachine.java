package io.latentlake.backend;

import java.util.Optional;

/** What a machine has for CUDA. Each question costs more than the one before it. */
interface CudaMachine {
  /** Whether ND4J's classes for CUDA are here. */
  boolean hasClasses();

  /** The devices that this process may use. */
  GpuReport gpus();

  /** Loads the libraries, and says what fails; empty if all are there and find a device. */
  Optional<String> loadingObstacle();
}
