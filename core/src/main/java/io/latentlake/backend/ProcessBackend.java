package io.latentlake.backend;

import java.util.Optional;
import org.nd4j.linalg.cpu.nativecpu.CpuBackend;
import org.nd4j.linalg.factory.Nd4jBackend;

/** What this process computes with. It can be chosen until ND4J is first used, and never after. */
public final class ProcessBackend {
  private static BackendDemand demanded = BackendDemand.AUTO;
  private static BackendChoice choice;
  private static boolean loaded;

  private ProcessBackend() {}

  /**
   * Chooses, or finds that the choice that was made is the one that is wanted.
   *
   * @param demand what the user wants
   * @return the choice
   * @throws UnavailableBackendException if what is demanded cannot be had, or ND4J has begun to
   *     compute with another
   */
  public static BackendChoice choose(BackendDemand demand) {
    return choose(demand, Optional.empty());
  }

  /**
   * Chooses for an executor.
   *
   * @param demand what the user wants
   * @param address the device that Spark gave, if it gave one
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
      // Says what is in the way on this machine, if something is
      BackendChoice.of(demand, new ThisMachine(address));
      throw new UnavailableBackendException(
          "backend is "
              + demand
              + ", but this process has begun to compute with "
              + choice.backend()
              + "; start another");
    }
  }

  /** Makes what was chosen, or what suits the machine if nobody has chosen. */
  static synchronized Nd4jBackend load() {
    BackendChoice chosen = choose(demanded);
    loaded = true;
    return chosen.backend() == Backend.CUDA ? ThisMachine.cuda() : new CpuBackend();
  }
}
