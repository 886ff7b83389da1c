package io.latentlake.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration was refused; holds every fault. */
public final class ConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /**
   * Creates the exception.
   *
   * @param faults one or more
   */
  public ConfigurationException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /**
   * The faults, in the order of the keys.
   *
   * @return one or more faults; the message holds one line for each
   */
  public List<Fault> faults() {
    return faults;
  }
}
