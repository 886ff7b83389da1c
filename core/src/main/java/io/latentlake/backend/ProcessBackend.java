package io.latentlake.backend;

import java.util.Optional;
import org.nd4j.linalg.cpu.nativecpu.CpuBackend;
import org.nd4j.linalg.factory.Nd4jBackend;

/** The backend of this process. It can be chosen only before ND4J is first used. */
public final class ProcessBackend {
  private static BackendDemand demanded = BackendDemand.AUTO;
  private static BackendChoice choice;
  private static boolean loaded;

  private ProcessBackend() {}

  /**
   * Chooses the backend, or confirms an earlier choice.
   *
   * @param demand what the user wants
   * @return the choice
   * @throws UnavailableBackendException if the demanded backend is not available, or ND4J already
   *     uses another
   */
  public static BackendChoice choose(BackendDemand demand) {
    return choose(demand, Optional.empty());
  }

  /**
   * Chooses for an executor.
   *
   * @param demand what the user wants
   * @param address the device that Spark assigned, if any
   */
  static synchronized BackendChoice choose(BackendDemand demand, Optional<String> address) {
    if (loaded) {
      requireLoaded(demand, address);
    } else if (choice == null || demanded != demand) {
      choice = BackendChoice.of(demand, new ThisMachine(address));
      demanded = demand;
    }
    return choice;
  }

  private static void requireLoaded(BackendDemand demand, Optional<String> address) {
    boolean fits =
        demand == BackendDemand.AUTO || demand.toString().equals(choice.backend().toString());
    if (!fits) {
      // Throws if this machine does not have the demanded backend
      BackendChoice.of(demand, new ThisMachine(address));
      throw new UnavailableBackendException(
          "backend is "
              + demand
              + ", but this process already computes on "
              + choice.backend()
              + "; start a new process");
    }
  }

  /** Creates the chosen backend, or the best for the machine if none was chosen. */
  static synchronized Nd4jBackend load() {
    BackendChoice chosen = choose(demanded);
    loaded = true;
    return chosen.backend() == Backend.CUDA ? ThisMachine.cuda() : new CpuBackend();
  }
}
