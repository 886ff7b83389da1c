package io.latentlake.backend;

import org.nd4j.common.io.Resource;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * Makes ND4J use the chosen backend. By default ND4J uses CUDA if there are a device and the
 * libraries, even if it has no code for the device; only environment variables can change that. It
 * looks up backends as services and uses the one of highest priority. This one has the highest, and
 * delegates to one of ND4J's own.
 */
public final class ChosenBackend extends Nd4jBackend {
  private static final int BEFORE_ALL_OTHERS = 1_000_000;

  private Nd4jBackend chosen;

  /** For the service loader. */
  public ChosenBackend() {}

  private synchronized Nd4jBackend chosen() {
    if (chosen == null) {
      chosen = ProcessBackend.load();
    }
    return chosen;
  }

  @Override
  public int getPriority() {
    return BEFORE_ALL_OTHERS;
  }

  @Override
  public boolean isAvailable() {
    return chosen().isAvailable();
  }

  @Override
  public boolean canRun() {
    return chosen().canRun();
  }

  @Override
  public boolean allowsOrder() {
    return chosen().allowsOrder();
  }

  @Override
  public Resource getConfigurationResource() {
    return chosen().getConfigurationResource();
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class getNDArrayClass() {
    return chosen().getNDArrayClass();
  }

  @Override
  public Environment getEnvironment() {
    return chosen().getEnvironment();
  }

  @Override
  public String buildInfo() {
    return chosen().buildInfo();
  }

  @Override
  public void logBackendInit() {
    chosen().logBackendInit();
  }
}
