package io.latentlake.report;

import java.util.function.Function;

/**
 * A section of the page: what it shows, or one sentence that says why it shows nothing.
 *
 * @param <T> what the section shows
 */
public sealed interface Part<T> {

  /**
   * Whether there is something to show.
   *
   * @return true for {@link Shown}
   */
  boolean present();

  /**
   * This part with its content turned into something else, or the same absence.
   *
   * @param <R> the other content
   * @param change what to do with the content
   * @return the other part
   */
  <R> Part<R> map(Function<T, R> change);

  /**
   * A section with something to show.
   *
   * @param <T> what it shows
   * @param content the content
   */
  record Shown<T>(T content) implements Part<T> {
    @Override
    public boolean present() {
      return true;
    }

    @Override
    public <R> Part<R> map(Function<T, R> change) {
      return new Shown<>(change.apply(content));
    }
  }

  /**
   * A section without anything to show.
   *
   * @param <T> what it would have shown
   * @param reason one sentence for the reader
   */
  record Absent<T>(String reason) implements Part<T> {
    @Override
    public boolean present() {
      return false;
    }

    @Override
    public <R> Part<R> map(Function<T, R> change) {
      return new Absent<>(reason);
    }
  }
}
