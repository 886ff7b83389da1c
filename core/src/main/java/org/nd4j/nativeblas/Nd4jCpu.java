package org.nd4j.nativeblas;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Answers Deeplearning4j 1.0.0-M2.1, whose layer helpers ask a class of this name by reflection
 * whether the native library has oneDNN; the class itself has moved to another package.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** The part of the moved class that is asked. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private final boolean oneDnn;

    private Environment() {
      oneDnn =
          NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo().contains("HAVE_ONEDNN")
              && Nd4j.getEnvironment().helpersAllowed();
    }

    /**
     * The only instance.
     *
     * @return the environment
     */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /**
     * Whether convolutions and normalisation run on oneDNN.
     *
     * @return true if the native library in use was built with it
     */
    public boolean isUseMKLDNN() {
      return oneDnn;
    }
  }
}
