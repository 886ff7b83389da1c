package io.latentlake.jobs;

/** Carries a user's wish to stop, from the terminal to the work. May be used by any thread. */
public final class StopSignal {
  private volatile boolean requested;
  private volatile boolean listener;

  /** Asks for an end. */
  public void request() {
    requested = true;
  }

  /** Whether an end was asked for; notes that somebody looks. */
  boolean heard() {
    listener = true;
    return requested;
  }

  /** Whether an end was asked for. */
  boolean requested() {
    return requested;
  }

  /** Whether the work at hand looks here, and so will end by itself. */
  boolean hasListener() {
    return listener;
  }

  /** Forgets who looked, because other work begins. */
  void nextJob() {
    listener = false;
  }
}
