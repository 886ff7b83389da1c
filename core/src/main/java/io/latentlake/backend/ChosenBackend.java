package io.latentlake.backend;

import org.nd4j.common.io.Resource;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * The backend that was chosen, as ND4J finds it. ND4J by itself would take CUDA wherever a device
 * and the libraries are, also on a device for which it has no code, and could be overruled by the
 * environment of the process alone. It looks for backends as services and takes the one of highest
 * priority, so this one comes before its own and stands for one of them.
 */
public final class ChosenBackend extends Nd4jBackend {
  private static final int BEFORE_ALL_OTHERS = 1_000_000;

  private Nd4jBackend chosen;

  /** For the service loader, which makes one whether it is used or not. */
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
