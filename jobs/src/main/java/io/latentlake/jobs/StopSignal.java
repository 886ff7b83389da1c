package io.latentlake.jobs;

/** Tells running work that the user wants to stop. Thread-safe. */
public final class StopSignal {
  private volatile boolean requested;
  private volatile boolean listener;

  /** Requests a stop. */
  public void request() {
    requested = true;
  }

  /** Whether a stop was requested; records that the work checks. */
  boolean heard() {
    listener = true;
    return requested;
  }

  /** Whether a stop was requested. */
  boolean requested() {
    return requested;
  }

  /** Whether the current work checks the signal and so ends by itself. */
  boolean hasListener() {
    return listener;
  }

  /** Resets the record of checks, because other work begins. */
  void nextJob() {
    listener = false;
  }
}
