package io.latentlake.progress;

/** Where long work says how far it is. Implementations may be called from any thread. */
public interface Progress {
  /** Says nothing. */
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
   * @param task what is done, for a reader: {@code "score"}
   * @param total steps until it is done; 0 or less when unknown
   * @param unit what a step is: {@code "images"}
   * @return the bar, to be closed when the work ends
   */
  Bar begin(String task, long total, String unit);

  /**
   * Says something that is no measure of progress.
   *
   * @param line one line for a reader
   */
  default void say(String line) {}

  /** One piece of work under way. */
  interface Bar extends AutoCloseable {
    /**
     * Says that work went on.
     *
     * @param steps how many steps further
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
