package io.latentlake.backend;

import java.lang.module.ModuleDescriptor.Version;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device as {@code nvidia-smi} describes it.
 *
 * @param index its index in bus order, from 0
 * @param uuid such as {@code GPU-8a56a4bc-...}
 * @param name such as {@code Tesla T4}
 * @param capability compute capability, such as {@code 7.5}; unchecked text of nvidia-smi
 * @param driver version of the driver, such as {@code 535.54.03}; unchecked text of nvidia-smi
 */
record Gpu(int index, String uuid, String name, String capability, String driver) {
  /**
   * Compute capabilities that ND4J's CUDA binaries contain machine code for: the lowest minor
   * version of each major one, and only 3.7 of major version 3. Code also runs on higher minor
   * versions, but not on another major version; there is no intermediate code to compile for newer
   * devices.
   */
  private static final Map<Integer, Integer> LOWEST_MINOR = Map.of(3, 7, 5, 0, 6, 0, 7, 0, 8, 0);

  private static final Pattern CAPABILITY = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern DRIVER = Pattern.compile("\\d{1,5}(\\.\\d{1,5}){1,3}");

  /** The oldest driver that supports every CUDA 11. */
  private static final String OLDEST_DRIVER = "450.80.02";

  /** Why ND4J cannot compute on it; empty if it can. */
  Optional<String> obstacle() {
    Matcher version = CAPABILITY.matcher(capability);
    if (!version.matches()) {
      return Optional.of(
          "nvidia-smi gives " + capability + " as the compute capability of " + this);
    }
    Integer lowest = LOWEST_MINOR.get(Integer.valueOf(version.group(1)));
    if (lowest == null || Integer.parseInt(version.group(2)) < lowest) {
      return Optional.of(
          this
              + " has compute capability "
              + capability
              + ", but ND4J's CUDA binaries run only on 3.7 and 5.0 to 8.x");
    }
    if (!DRIVER.matcher(driver).matches()) {
      return Optional.of("nvidia-smi gives " + driver + " as the driver of " + this);
    }
    if (Version.parse(driver).compareTo(Version.parse(OLDEST_DRIVER)) < 0) {
      return Optional.of(
          "the driver "
              + driver
              + " of "
              + this
              + " is too old for CUDA 11, which needs "
              + OLDEST_DRIVER
              + " or newer");
    }
    return Optional.empty();
  }

  /** Name, compute capability and driver. */
  String description() {
    return name + " (compute capability " + capability + ", driver " + driver + ")";
  }

  /** Reads as {@code GPU 0 (Tesla T4)}. */
  @Override
  public String toString() {
    return "GPU " + index + " (" + name + ")";
  }
}
