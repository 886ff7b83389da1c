package io.latentlake.progress;

/** Receives progress of long work. Thread-safe. */
public interface Progress {
  /** Ignores progress. */
  Progress NONE =
      (task, total, unit) ->
          new Bar() {
            @Override
            public void advance(long steps) {}

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
          };

  /**
   * Starts to report on one piece of work.
   *
   * @param task name of the work: {@code "score"}
   * @param total steps until it is done; 0 or less when unknown
   * @param unit what a step is: {@code "images"}
   * @return the bar, to be closed when the work ends
   */
  Bar begin(String task, long total, String unit);

  /**
   * Starts to report on work of which a part was done before, such as a resumed training.
   *
   * @param task name of the work
   * @param total steps until it is done; 0 or less when unknown
   * @param done steps that were done before; they say nothing about the rate
   * @param unit what a step is
   * @return the bar, to be closed when the work ends
   */
  default Bar begin(String task, long total, long done, String unit) {
    Bar bar = begin(task, total, unit);
    bar.advance(done);
    return bar;
  }

  /**
   * Reports a message.
   *
   * @param line one line for a reader
   */
  default void say(String line) {}

  /** One piece of current work. */
  interface Bar extends AutoCloseable {
    /**
     * Reports completed steps.
     *
     * @param steps number of newly completed steps
     */
    void advance(long steps);

    /**
     * Shows a short text beside the bar, replacing the one before.
     *
     * @param text such as {@code "loss 101.3 nats"}
     */
    void note(String text);

    @Override
    void close();
  }
}
