package io.latentlake.model;

import org.deeplearning4j.config.DL4JSystemProperties;
import org.nd4j.nativeblas.Nd4jCpu;

/** The quick native route of convolutions and normalisation. */
public final class NativeRoute {
  private NativeRoute() {}

  /**
   * Lets layers made from now on in this process use oneDNN. Called on the driver and on every
   * executor before the first layer is made; calling it again changes nothing.
   */
  public static void enable() {
    System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "false");
  }

  /**
   * Whether the native library in use has oneDNN.
   *
   * @return false if layers fall back on slower routes with the same results
   */
  public static boolean available() {
    return Nd4jCpu.Environment.getInstance().isUseMKLDNN();
  }
}
